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

# Words between which a version is named without naming another product.
BESIDE_VERSION: Final = table(
    en="""
        new; the; download; downloads; install; get; changes; changelog; notes; release; version; tag; build; update;
        final; stable; latest; current; upgrade to; now; today; is; of; in; and; for; on; date; announcing; announced;
        introducing; maintenance; bugfix; security; major; minor; patch; history; released; available; fixed; added;
        supports; firmware; driver; package; our
    """,
    de="neu; die; der; das; version; ausgabe; änderungen; aktuell; stabil; fehlerbehebung; datum; veröffentlicht",
    fr="nouvelle; la; le; version; sortie; notes; publiée; stable; actuelle; mise à jour",
    es="nueva; la; versión; publicada; estable; actual; notas; actualización",
    it="nuova; la; versione; pubblicata; stabile; attuale; note; aggiornamento",
    nl="nieuwe; de; versie; uitgave; stabiel; huidige; update",
    pt="nova; a; versão; publicada; estável; atual; notas; atualização",
    pl="nowa; wersja; wersji; wydanie; stabilna; aktualna; aktualizacja",
    sv="ny; nya; versionen; version; utgåva; stabil; aktuell; uppdatering",
    da="ny; nye; versionen; version; udgave; stabil; aktuel; opdatering",
    cs="nová; verze; vydání; stabilní; aktuální; aktualizace",
    ja="バージョン; 版; 最新; 安定版; 新; リリース",
)

# A version is named in these places without being out.
NOT_OUT: Final = table(
    en="""
        requires; require; required; compatible; needs; deprecated; removed in; migrate; migrating; before; until;
        up to; through; since; is released on; is out on; comes out on; ships on; launches on; arrives on; lands on;
        target; targets; targeted; blocked; milestone; branch; leaked; rumour; rumours; rumor; rumors; vote; proposal;
        proposed; what to expect; wish list; wishlist; ideas; unofficial; fork
    """,
    de="""
        benötigt; erfordert; kompatibel; veraltet; entfällt in; vor; bis; erscheint; erscheint am; kommt am; gerüchte;
        entwurf; wunschliste; inoffiziell
    """,
    fr="nécessite; compatible; obsolète; avant; sort le; paraît le; sera; seront; rumeurs; brouillon",
    es="requiere; compatible; obsoleto; antes de; sale el; será; serán; saldrá; rumores; borrador",
    it="richiede; compatibile; deprecato; prima di; esce il; sarà; uscirà; voci; bozza",
    nl="vereist; compatibel; verouderd; voor; verschijnt; zal; geruchten; concept",
    pt="requer; compatível; obsoleto; antes de; sai em; será; sairá; rumores; rascunho",
    pl="wymaga; zgodny; przestarzałe; przed; ukaże się; wyjdzie; będzie; plotki; szkic",
    sv="kräver; kompatibel; föråldrad; före; släpps den; rykten; utkast",
    da="kræver; kompatibel; forældet; før; udkommer den; rygter; udkast",
    cs="vyžaduje; kompatibilní; zastaralé; před; vyjde; bude; fámy; návrh",
    ja="必要; 対応; 非推奨; 噂; 予定",
)
