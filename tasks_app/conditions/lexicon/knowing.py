"""Words about a date that is known, or not yet, by language."""

from typing import Final

from tasks_app.conditions.lexicon.availability import table

DATE_NOUNS: Final = table(
    en="date; day; dates; release date; start date; time",
    de="datum; termin; tag; eröffnungstermin; eröffnungsdatum; erscheinungstermin; erscheinungsdatum; starttermin; startdatum",
    fr="date; jour",
    es="fecha; día",
    it="data; giorno",
    nl="datum; dag; openingsdatum; releasedatum; startdatum",
    pt="data; dia",
    pl="data; termin; dzień",
    sv="datum; datumet; dagen; öppningsdatum; öppningsdatumet; premiärdatum",
    da="dato; datoen; dagen; åbningsdatoen; udgivelsesdatoen",
    cs="datum; termín; den",
    ja="日程; 日付; 公開日; 発売日; 開館日; 開催日",
)

IS_KNOWN: Final = table(
    en="""
        is known; has been announced; is announced; was announced; has been published; is published; has been fixed;
        is fixed; has been set; is set; has been confirmed; is confirmed; has been made public; is made public;
        has been given; is given; has been named; is named; has been posted; is posted; has been revealed; is revealed;
        is officially stated; is stated; gets announced; announced; is out; has announced; have announced; announces;
        has been scheduled; is scheduled
    """,
    de="""
        steht fest; ist bekannt; ist bekannt gegeben; wurde bekannt gegeben; wird bekannt gegeben; ist bekanntgegeben;
        wurde bekanntgegeben; wurde veröffentlicht; ist veröffentlicht; wurde angekündigt; ist angekündigt
    """,
    fr="est connue; est annoncée; a été annoncée; est fixée; a été fixée; est publiée; a été publiée; est confirmée",
    es="se conoce; se ha anunciado; está fijada; ha sido anunciada; se ha publicado; está confirmada; es conocida",
    it="è nota; è stata annunciata; è fissata; è stata fissata; è stata pubblicata; è confermata; è conosciuta",
    nl="is bekend; is aangekondigd; is bekendgemaakt; is vastgesteld; staat vast; is gepubliceerd",
    pt="é conhecida; foi anunciada; está marcada; foi publicada; foi confirmada; está definida",
    pl="jest znana; jest znany; została ogłoszona; został ogłoszony; została podana; jest ustalony",
    sv="är känt; är känd; har meddelats; har offentliggjorts; är fastställt; är bestämt",
    da="er kendt; er offentliggjort; er annonceret; er fastsat; er meldt ud",
    cs="je známo; je znám; bylo oznámeno; byl oznámen; bylo zveřejněno; je stanoven",
    ja="発表され; 決まっ; 公表され; 分かっ; 発表された; 決定した",
)

IS_UNKNOWN: Final = table(
    en="""
        no date; no new date; not have a date; don't have a date; no opening date; no release date; date has not;
        dates have not; date is not; date is unknown; date unknown; date to be announced; date to be confirmed;
        dates to be announced; to be announced; tba; tbc; tbd; cannot name a date; cannot name a new date;
        can't name a date; cannot give a date; date will be announced; date will be given; date will be published;
        date follows; date to follow; not yet been fixed; not been fixed; not yet been announced; not yet known;
        not yet been set; yet to be announced; yet to be confirmed; yet to be fixed; without a date; not yet fixed;
        not yet set; not yet decided; undecided; date is open; date is still open; not yet announced; not been announced
    """,
    de="""
        kein termin; noch kein termin; kein datum; noch kein datum; termin steht noch nicht fest; steht noch nicht fest;
        noch nicht bekannt; termin folgt; wird noch bekannt gegeben; wird noch bekanntgegeben; termin offen;
        noch offen; keinen termin; keinen neuen termin
    """,
    fr="pas encore de date; date à confirmer; date à venir; date non fixée; date inconnue; pas de date; sera communiquée",
    es="sin fecha; fecha por confirmar; aún no hay fecha; todavía no hay fecha; no hay fecha; fecha por anunciar",
    it="data da definire; data da destinarsi; nessuna data; data da annunciare; ancora da definire; data non nota",
    nl="nog geen datum; geen datum; datum nog niet bekend; nog niet bekend; datum volgt",
    pt="sem data; data a definir; ainda não há data; não há data; data por anunciar",
    pl="termin nieznany; data nieznana; nie ma jeszcze daty; termin zostanie ogłoszony; data zostanie ogłoszona",
    sv="inget datum; datum meddelas senare; ännu inte bestämt; datum saknas; inte fastställt",
    da="ingen dato; dato følger; datoen kendes ikke; endnu ikke fastsat; ikke fastsat",
    cs="datum zatím; termín zatím; bude upřesněn; bude upřesněno; zatím není znám; zatím není známo",
    ja="未定; 後日発表; 決まっていない; 決まっていません; 未発表",
)

# A day that may still move is not known yet.
TENTATIVE: Final = table(
    en="""
        expected; expects; planned; plans; provisional; provisionally; tentative; tentatively; estimated; placeholder;
        subject to; at the earliest; or later; hopes; aims; aiming; intends; target date; around
    """,
    de="voraussichtlich; geplant; vorläufig; vorbehaltlich; frühestens; angepeilt; erwartet; etwa; circa",
    fr="prévu; prévue; prévisionnel; provisoire; au plus tôt; envisagé; espéré",
    es="previsto; prevista; provisional; estimado; estimada; orientativa",
    it="previsto; prevista; provvisorio; provvisoria; indicativa; non prima",
    nl="verwacht; gepland; voorlopig; streefdatum; op zijn vroegst",
    pt="previsto; prevista; provisório; estimado; estimada",
    pl="planowany; planowana; planowane; przewidywany; orientacyjny; wstępny; wstępnie",
    sv="planerad; planeras; preliminär; preliminärt; beräknas; tidigast",
    da="forventet; forventes; planlagt; foreløbig; tidligst",
    cs="plánovaný; plánovaná; předběžný; předběžně; nejdříve; předpokládaný",
    ja="見込み; 仮; 未確定",
)

# Nouns that tell which moment of a thing a date is asked for.
OF_START: Final = table(
    en="""
        opening; reopening; re-opening; release; launch; start; beginning; premiere; publication; inauguration; comes out;
        released; released; released on; being released; launched; published; debut; on sale; sale; released; come out
    """,
    de="""
        eröffnung; wiedereröffnung; eröffnungstermin; eröffnungsdatum; erscheinungstermin; erscheinungsdatum; starttermin;
        startdatum; veröffentlichung; erscheint; beginn
    """,
    fr="ouverture; réouverture; sortie; lancement; parution",
    es="apertura; reapertura; lanzamiento; estreno; publicación; salida",
    it="apertura; riapertura; uscita; lancio; pubblicazione",
    nl="opening; heropening; openingsdatum; release; releasedatum; startdatum; verschijning; lancering",
    pt="abertura; reabertura; lançamento; estreia; publicação",
    pl="otwarcia; ponownego otwarcia; premiery; wydania; rozpoczęcia",
    sv="öppning; öppningsdatum; öppningsdatumet; premiär; premiärdatum; släpp; lansering; öppningen; lanseringen",
    da="åbning; åbningen; åbningsdatoen; udgivelse; udgivelsen; udgivelsesdatoen; lancering; lanceringen",
    cs="otevření; znovuotevření; vydání; premiéry; zahájení; uvedení",
    ja="公開日; 発売日; 開館日; 公開; 発売; 開館",
)

# On pages: something begins to be there on a day.
COMES_OUT: Final = table(
    en="""
        released; is released; release date; release; comes out; coming out; out; launches; launch; available from;
        on sale; in shops; in stores; premieres; premiere; opened; reopened; reopening; opening; published; arrives
    """,
    de="erscheint; veröffentlicht; kommt; eröffnet; wiedereröffnet; ab; startet; geöffnet; freigegeben",
    fr="sort; sortie; paraît; parution; ouvrira; rouvre; rouvrira; disponible; lancement",
    es="sale; lanzamiento; estreno; se estrena; abrirá; reabre; reabrirá; disponible",
    it="esce; uscita; uscirà; aprirà; riapre; riaprirà; disponibile; lancio",
    nl="verschijnt; uit; heropent; gaat open; verkrijgbaar; release",
    pt="sai; lançamento; estreia; abrirá; reabre; reabrirá; disponível",
    pl="premiera; ukaże się; wychodzi; zostanie otwarty; zostanie otwarta; dostępny; wydanie",
    sv="släpps; premiär; öppnas; öppnar igen; kommer",
    da="udkommer; premiere; genåbner; åbnes; lanceres",
    cs="vyjde; vychází; premiéra; bude otevřen; otevře; znovu otevře; vydání",
    ja="発売; 公開; 配信; 再開",
)
