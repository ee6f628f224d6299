"""Words by which pages tell a release from a plan or a trial, by language."""

from typing import Final

from tasks_app.conditions.lexicon.availability import table

UNFINISHED: Final = table(
    en="""
        beta; alpha; preview; pre-release; prerelease; release candidate; candidate; rc; nightly; dev;
        snapshot; unstable; testing; in testing; experimental; planned; upcoming; coming; coming up; coming
        soon; roadmap; will; to follow; still to come; expected; delayed; postponed; not ready; superseded
        by; early access; canary; milestone; soon; in development; development; unreleased; next; scheduled;
        draft; withdrawn; yanked; not yet; last release before; work in progress
    """,
    de="""
        beta; alpha; vorschau; vorabversion; testversion; geplant; demnächst; bald; wird; folgt; verschoben;
        in entwicklung
    """,
    fr="bêta; beta; alpha; préversion; prévue; prévu; bientôt; à venir; reportée; en développement",
    es="beta; alfa; preliminar; prevista; previsto; próximamente; en desarrollo; aplazada",
    it="beta; alpha; anteprima; prevista; previsto; prossimamente; in sviluppo; rinviata",
    nl="beta; alfa; voorvertoning; gepland; binnenkort; uitgesteld; in ontwikkeling",
    pt="beta; alfa; prévia; prevista; em breve; em desenvolvimento; adiada",
    pl="beta; alfa; wersja testowa; planowana; wkrótce; w przygotowaniu; przełożona",
    sv="beta; alfa; förhandsversion; planerad; snart; under utveckling",
    da="beta; alfa; forhåndsversion; planlagt; snart; under udvikling",
    cs="beta; alfa; zkušební verze; plánovaná; brzy; ve vývoji; připravujeme",
    ja="ベータ; アルファ; プレビュー; 予定; 近日; 開発中; 候補",
)

RELEASED: Final = table(
    en="""
        released; has been released; latest; stable; current; is here; is out; out now; now available;
        available; download; published; live; new in; changelog; released on; final; supported; lts;
        generally available; has come out; release notes; fixed in; can be downloaded
    """,
    de="veröffentlicht; erschienen; aktuell; stabil; herunterladen; verfügbar; ist da",
    fr="publiée; publié; sortie; stable; dernière version; disponible; télécharger",
    es="publicada; lanzada; estable; última versión; disponible; descargar",
    it="rilasciata; pubblicata; stabile; ultima versione; disponibile; scarica",
    nl="uitgebracht; verschenen; stabiel; nieuwste versie; beschikbaar; downloaden",
    pt="lançada; publicada; estável; última versão; disponível; baixar; descarregar",
    pl="wydana; opublikowana; stabilna; najnowsza wersja; dostępna; pobierz",
    sv="släppt; utgiven; stabil; senaste versionen; tillgänglig; ladda ner",
    da="udgivet; stabil; nyeste version; tilgængelig; hent",
    cs="vydána; zveřejněna; stabilní; nejnovější verze; dostupná; stáhnout",
    ja="リリース; 公開; 安定版; 最新版; ダウンロード",
)
