"""The words in which people put conditions, by language."""

from typing import Final

from tasks_app.conditions.lexicon.availability import table

SAYS: Final = table(
    en="""
        says; say; shows; show; contains; contain; reads; read; includes; include; mentions; mention;
        displays; display; states; state; has the text; has the words; appears; appear; is shown; is
        written; stands; the text; the words; the word; the phrase; the sentence; announces; lists; missing;
        found; any of; one of; says that
    """,
    de="""
        steht; sagt; zeigt; enthält; lautet; nennt; erscheint; der text; die worte; das wort; der satz; zu
        lesen; angezeigt; erwähnt
    """,
    fr="dit; affiche; contient; mentionne; indique; montre; apparaît; figure; le texte; la phrase; les mots; le mot",
    es="dice; muestra; contiene; menciona; indica; aparece; pone; el texto; la frase; las palabras; la palabra",
    it="dice; mostra; contiene; menziona; indica; appare; riporta; il testo; la frase; le parole; c'è scritto",
    nl="zegt; toont; bevat; vermeldt; staat; verschijnt; de tekst; de woorden; het woord; de zin",
    pt="diz; mostra; contém; menciona; indica; aparece; o texto; a frase; as palavras; exibe",
    pl="mówi; pokazuje; zawiera; wyświetla; pojawia się; widnieje; jest napis; tekst; napis; słowa; słowo; zdanie",
    sv="säger; visar; innehåller; står; nämner; visas; texten; orden; ordet; meningen",
    da="siger; viser; indeholder; står; nævner; vises; teksten; ordene; ordet; sætningen",
    no="sier; viser; inneholder; står; nevner; teksten; ordene",
    cs="říká; ukazuje; obsahuje; uvádí; zobrazuje; objeví se; stojí; text; slova; slovo; věta; píše",
    ja="表示; 書かれて; 記載; という; 含む; 掲載; 出る; と書いて",
    zh="显示; 顯示; 写着; 包含; 出现",
)

ABSENT: Final = table(
    en="""
        no longer; not; never; doesn't; does not; don't; must not; should not; cannot; can't; isn't;
        without; other than; removed; vanished; vanishes; disappeared; disappears; missing; gone; lacks;
        instead of; any more; anymore; neither; nor; no page; nowhere; stops saying; stopped saying; drops;
        dropped; deleted; is absent; won't; hasn't; taken down; stops; ceases; anything but; rather than
    """,
    de="nicht; nicht mehr; kein; keine; nie; verschwindet; verschwunden; fehlt; entfernt; ohne; statt; weder; noch",
    fr="ne; n'; pas; plus; jamais; disparu; disparaît; sans; au lieu de; supprimé; aucun; ni",
    es="no; ya no; nunca; desaparece; desaparecido; falta; sin; en lugar de; eliminado; ni",
    it="non; mai; scompare; scomparso; manca; senza; invece di; rimosso; né",
    nl="niet; niet meer; geen; nooit; verdwijnt; verdwenen; ontbreekt; zonder; in plaats van; verwijderd",
    pt="não; já não; nunca; desaparece; desapareceu; falta; sem; em vez de; removido; nem",
    pl="nie; już nie; nigdy; znika; zniknął; brak; bez; zamiast; usunięto; ani",
    sv="inte; inte längre; aldrig; försvinner; försvunnit; saknas; utan; i stället för; borttagen",
    da="ikke; ikke længere; aldrig; forsvinder; forsvundet; mangler; uden; i stedet for; fjernet",
    no="ikke; ikke lenger; aldri; forsvinner; mangler; uten",
    cs="ne; není; nikdy; zmizí; zmizel; chybí; bez; místo; neobsahuje; neříká; nezobrazuje; už ne",
    ja="ない; なく; なった; 消え; ません",
    zh="不; 不再; 没有; 消失",
)

OR: Final = table(
    en="or; any of; one of; either",
    de="oder; eines von",
    fr="ou; l'un de",
    es="o; u; alguno de",
    it="o; oppure; uno di",
    nl="of; een van",
    pt="ou; um de",
    pl="lub; albo; jedno z",
    sv="eller; någon av",
    da="eller; en af",
    cs="nebo; anebo; jedno z",
    ja="または; か; もしくは",
    zh="或; 或者",
)

AND: Final = table(
    en="and; but; as well as; while",
    de="und; aber; sowie; sondern",
    fr="et; mais",
    es="y; e; pero; sino",
    it="e; ed; ma",
    nl="en; maar",
    pt="e; mas",
    pl="i; oraz; ale; a",
    sv="och; men",
    da="og; men",
    cs="a; ale; i",
    ja="かつ; そして",
    zh="和; 并且",
)

LESS: Final = table(
    en="""
        less than; below; under; cheaper than; lower than; fewer than; beneath; falls below; drops below;
        drops under; falls under; smaller than; colder than; shorter than; dips below; goes below; <
    """,
    de="""
        weniger als; unter; billiger als; günstiger als; niedriger als; kleiner als; kürzer als; kälter als;
        unterhalb von
    """,
    fr="""
        moins de; moins que; inférieur à; inférieure à; en dessous de; au-dessous de; moins cher que; moins
        chère que; sous; sous les
    """,
    es="menos de; menos que; inferior a; por debajo de; más barato que; más barata que; baja de; debajo de",
    it="meno di; inferiore a; inferiore ai; sotto; sotto i; al di sotto di; al di sotto dei; più economico di",
    nl="minder dan; onder; onder de; lager dan; goedkoper dan; kleiner dan; beneden",
    pt="menos de; menos que; abaixo de; abaixo dos; inferior a; mais barato que; mais barato do que",
    pl="mniej niż; poniżej; taniej niż; tańszy niż; tańsza niż; niższa niż; niższy niż; niżej niż",
    sv="mindre än; under; lägre än; billigare än; färre än",
    da="mindre end; under; lavere end; billigere end; færre end",
    no="mindre enn; under; lavere enn; billigere enn; færre enn",
    cs="méně než; pod; nižší než; levnější než; míň než",
    ja="未満; より安い; より安く; を下回る; より低い; より少ない; を下回った",
    zh="低于; 少于",
)

AT_MOST: Final = table(
    en="""
        at most; no more than; not more than; up to; or less; or fewer; or below; or cheaper; or lower; or
        under; maximum of; a maximum of; no higher than; <=; ≤
    """,
    de="höchstens; maximal; nicht mehr als; bis zu; oder weniger; oder billiger; oder günstiger",
    fr="au plus; au maximum; pas plus de; ou moins; maximum",
    es="como máximo; a lo sumo; no más de; o menos; como mucho",
    it="al massimo; non più di; o meno; massimo",
    nl="hoogstens; maximaal; niet meer dan; of minder; ten hoogste; hooguit",
    pt="no máximo; não mais de; ou menos; não mais que",
    pl="najwyżej; maksymalnie; nie więcej niż; lub mniej; co najwyżej",
    sv="högst; som mest; eller mindre; inte mer än; max",
    da="højst; maksimalt; eller mindre; ikke mere end",
    no="høyst; maksimalt; eller mindre; ikke mer enn",
    cs="nejvýše; maximálně; nebo méně; ne více než; nanejvýš",
    ja="以下; まで",
)

MORE: Final = table(
    en="""
        more than; above; over; higher than; greater than; exceeds; exceed; hotter than; warmer than; rises
        above; climbs above; goes above; larger than; longer than; bigger than; dearer than; better than; >
    """,
    de="""
        mehr als; über; höher als; größer als; übersteigt; überschreitet; teurer als; wärmer als; länger
        als; oberhalb von
    """,
    fr="plus de; plus que; supérieur à; supérieure à; au-dessus de; dépasse; plus cher que",
    es="más de; más que; superior a; por encima de; supera; supera los; más caro que",
    it="più di; superiore a; sopra; sopra i; supera; supera i; al di sopra di; oltre; più caro di",
    nl="meer dan; boven; hoger dan; groter dan; duurder dan",
    pt="mais de; mais que; acima de; superior a; ultrapassa; excede; mais caro que",
    pl="więcej niż; powyżej; ponad; przekracza; wyższa niż; wyższy niż; drożej niż",
    sv="mer än; över; högre än; fler än; överstiger; dyrare än",
    da="mere end; over; højere end; flere end; overstiger; dyrere end",
    no="mer enn; over; høyere enn; flere enn; overstiger",
    cs="více než; nad; přes; vyšší než; přesahuje; přesáhne; dražší než",
    ja="を超える; より高い; より多い; を超えた; を上回る; 超",
    zh="高于; 超过; 多于",
)

AT_LEAST: Final = table(
    en="""
        at least; no less than; not less than; no fewer than; or more; or higher; or above; or better; a
        minimum of; minimum of; >=; ≥; reaches; has reached; reached
    """,
    de="mindestens; wenigstens; nicht weniger als; oder mehr; oder höher; erreicht",
    fr="au moins; au minimum; pas moins de; ou plus; atteint",
    es="al menos; como mínimo; por lo menos; no menos de; o más; alcanza",
    it="almeno; come minimo; non meno di; o più; raggiunge",
    nl="minstens; ten minste; minimaal; of meer; bereikt",
    pt="pelo menos; no mínimo; ou mais; atinge",
    pl="co najmniej; przynajmniej; minimum; lub więcej; osiąga",
    sv="minst; åtminstone; eller mer; eller fler; når",
    da="mindst; eller mere; eller flere; når",
    no="minst; eller mer",
    cs="alespoň; nejméně; minimálně; nebo více; dosáhne",
    ja="以上; 少なくとも",
)

BETWEEN: Final = table(
    en="between; in the range",
    de="zwischen",
    fr="entre",
    es="entre",
    it="tra; fra",
    nl="tussen",
    pt="entre",
    pl="między; pomiędzy",
    sv="mellan",
    da="mellem",
    no="mellom",
    cs="mezi",
)

CHANGES: Final = table(
    en="""
        changes; change; changed; has changed; have changed; is changed; are changed; is updated; updates;
        update; has been updated; gets updated; is modified; is different; differs; is edited; is revised;
        are updated; is moved; moves; has been moved; is postponed; is rescheduled
    """,
    de="""
        ändert sich; ändern sich; sich ändert; sich ändern; geändert; hat sich geändert; haben sich
        geändert; aktualisiert; verändert; wird verschoben; verschoben; verlegt
    """,
    fr="""
        change; changent; a changé; ont changé; est modifié; est modifiée; est mis à jour; est mise à jour;
        est reportée; sont modifiés
    """,
    es="cambia; cambian; ha cambiado; han cambiado; se modifica; se actualiza; se aplaza",
    it="""
        cambia; cambiano; è cambiato; è cambiata; sono cambiati; viene aggiornato; viene aggiornata; viene
        modificata; viene spostata
    """,
    nl="""
        verandert; veranderen; wijzigt; wijzigen; is gewijzigd; is veranderd; wordt bijgewerkt; wordt
        gewijzigd; wordt verplaatst
    """,
    pt="muda; mudam; mudou; é alterado; é alterada; é atualizada; é atualizado; foi alterada",
    pl="""
        zmienia się; zmieni się; zmieniła się; zmienił się; zmieniły się; zmienią się; ulegnie zmianie; jest
        aktualizowana; została zmieniona
    """,
    sv="ändras; ändrats; förändras; uppdateras; har ändrats; flyttas",
    da="ændres; ændrer sig; er ændret; opdateres; har ændret sig; flyttes",
    no="endres; endrer seg; oppdateres; er endret",
    cs="změní se; se změní; změnila se; se změnila; změní; je aktualizována; mění se",
    ja="変わる; 変わった; 変更される; 変更された; 更新される; 更新された; 変化する",
    zh="更改; 变化; 更新",
)

APPEARS: Final = table(
    en="""
        appears; appear; is added; are added; is published; is posted; is listed; shows up; is new; comes
        out; is released; is announced; has been added; has been published; has appeared; is uploaded; are
        published; are posted; there is a new; there are new; a new
    """,
    de="""
        erscheint; erscheinen; hinzugefügt; veröffentlicht; kommt hinzu; es gibt ein neues; es gibt eine
        neue; es gibt einen neuen; es gibt neue
    """,
    fr="apparaît; paraît; est ajouté; est ajoutée; est publié; est publiée; il y a un nouveau; il y a une nouvelle",
    es="aparece; se añade; se publica; hay un nuevo; hay una nueva",
    it="""
        appare; viene aggiunto; viene aggiunta; viene pubblicato; viene pubblicata; c'è un nuovo; c'è una
        nuova; esce
    """,
    nl="verschijnt; wordt toegevoegd; wordt gepubliceerd; er is een nieuwe; er is een nieuw",
    pt="aparece; é adicionado; é adicionada; é publicado; é publicada; há um novo; há uma nova",
    pl="pojawi się; pojawia się; zostanie dodany; zostanie opublikowany; jest nowy; jest nowa",
    sv="dyker upp; läggs till; publiceras; visas; det finns en ny; det finns ett nytt",
    da="dukker op; tilføjes; offentliggøres; udkommer; der er en ny; der er et nyt",
    cs="objeví se; se objeví; přibude; je přidán; je zveřejněn; vyjde",
    ja="追加される; 追加された; 掲載される; 公開される; 現れる; 出る",
)

NEW: Final = table(
    en="new; another; further; additional",
    de="neue; neuer; neues; neuen; weitere; weiterer; weiteres",
    fr="nouveau; nouvelle; nouvel; nouveaux; nouvelles",
    es="nuevo; nueva; nuevos; nuevas; otro; otra",
    it="nuovo; nuova; nuovi; nuove",
    nl="nieuw; nieuwe",
    pt="novo; nova; novos; novas",
    pl="nowy; nowa; nowe; nowych",
    sv="ny; nytt; nya",
    da="ny; nyt; nye",
    no="ny; nytt; nye",
    cs="nový; nová; nové",
    ja="新しい; 新; 新規",
)

ENTRY_NOUNS: Final = table(
    en="""
        entry; entries; item; items; post; posts; article; articles; episode; episodes; job; jobs; position;
        positions; vacancy; vacancies; event; events; date; dates; listing; listings; notice; notices;
        announcement; announcements; issue; chapter; video; product; products; row; story; headline;
        publication; paper; release; tender; flat; offer; advert; ad; message; report; press release; blog
        post; news; concert; tour date; document; photo; review; comment; question; course; version
    """,
    de="""
        eintrag; einträge; beitrag; beiträge; artikel; folge; folgen; stelle; stellen; stellenanzeige;
        termin; termine; meldung; meldungen; anzeige; angebot; angebote; ausgabe; kapitel; video; produkt;
        bekanntmachung; nachricht; nachrichten; veranstaltung; wohnung; ausschreibung; version; neuigkeit
    """,
    fr="""
        entrée; article; articles; épisode; épisodes; offre; offres; offre d'emploi; annonce; annonces;
        date; dates; actualité; événement; poste; chapitre; numéro; vidéo; version; avis
    """,
    es="""
        entrada; entradas; artículo; artículos; episodio; episodios; oferta; ofertas; anuncio; anuncios;
        fecha; fechas; noticia; noticias; evento; empleo; capítulo; vídeo; versión; aviso
    """,
    it="""
        voce; voci; articolo; articoli; episodio; episodi; offerta; offerte; annuncio; annunci; data; date;
        notizia; notizie; evento; posto; capitolo; video; versione; avviso; puntata
    """,
    nl="""
        item; bericht; berichten; artikel; artikelen; aflevering; afleveringen; vacature; vacatures; datum;
        data; evenement; nieuws; hoofdstuk; video; versie; aankondiging
    """,
    pt="""
        entrada; artigo; artigos; episódio; episódios; vaga; vagas; anúncio; data; notícia; notícias;
        evento; capítulo; vídeo; versão; aviso; item
    """,
    pl="""
        wpis; wpisy; artykuł; odcinek; odcinki; oferta; ogłoszenie; ogłoszenia; termin; wiadomość;
        wydarzenie; praca; rozdział; film; wersja; komunikat
    """,
    sv="inlägg; artikel; avsnitt; jobb; tjänst; annons; datum; nyhet; händelse; kapitel; video; version; post",
    da="indlæg; artikel; afsnit; job; stilling; annonce; dato; nyhed; begivenhed; kapitel; video; version",
    cs="""
        položka; příspěvek; článek; díl; epizoda; práce; nabídka; inzerát; termín; zpráva; akce; kapitola;
        video; verze; oznámení
    """,
    ja="項目; 記事; エピソード; 求人; お知らせ; イベント; 日程; 投稿; ニュース; 動画; 商品",
)

WHOLE_PAGE: Final = table(
    en="""
        page; the page; website; the website; site; content; the content; text; the text; something;
        anything; content of the page; page content; this page; it; text on the page
    """,
    de="seite; die seite; website; webseite; inhalt; der inhalt; etwas; text; der text; inhalt der seite",
    fr="page; la page; site; le site; contenu; le contenu; quelque chose; texte; contenu de la page",
    es="página; la página; sitio; contenido; el contenido; algo; texto; contenido de la página",
    it="pagina; la pagina; sito; contenuto; il contenuto; qualcosa; testo; contenuto della pagina",
    nl="pagina; de pagina; website; inhoud; de inhoud; iets; tekst; inhoud van de pagina",
    pt="página; a página; site; conteúdo; o conteúdo; algo; texto; conteúdo da página",
    pl="strona; treść; treść strony; coś; tekst; zawartość; zawartość strony",
    sv="sidan; sida; innehållet; något; texten; sidans innehåll; webbplatsen",
    da="siden; side; indholdet; noget; teksten; sidens indhold",
    cs="stránka; obsah; obsah stránky; něco; text",
    ja="ページ; このページ; 内容; サイト; ページの内容",
)

PRICE_NOUNS: Final = table(
    en="""
        price; prices; cost; costs; rent; fee; fare; price of; cheaper; sells for; asking price; asking
        rent; costs less; pays; had for; bought for; sold for
    """,
    de="preis; preise; kosten; kostet; miete; gebühr; zu haben für; kosten",
    fr="prix; coûte; tarif; loyer; coûtent",
    es="precio; precios; cuesta; tarifa; alquiler; vale",
    it="prezzo; prezzi; costa; tariffa; affitto",
    nl="prijs; prijzen; kost; huur; tarief",
    pt="preço; preços; custa; tarifa; renda; aluguel",
    pl="cena; ceny; kosztuje; czynsz; opłata",
    sv="pris; priset; kostar; hyra; hyran; avgift",
    da="pris; prisen; koster; husleje; gebyr",
    no="pris; prisen; koster",
    cs="cena; ceny; stojí; nájem; poplatek",
    ja="価格; 値段; 料金",
    zh="价格",
)

RELEASES: Final = table(
    en="""
        released; has been released; is released; is out; out; has come out; comes out; come out; is live;
        live; published; has been published; is published; generally available; is available; can be
        downloaded; available; has shipped; ships; launched; stable release; download; gets released;
        available for download
    """,
    de="""
        veröffentlicht; erschienen; erscheint; ist da; verfügbar; ist raus; heruntergeladen werden;
        freigegeben; herausgekommen
    """,
    fr="publiée; publié; sortie; sorti; disponible; est sortie; téléchargée; paru; parue",
    es="publicada; publicado; lanzada; lanzado; disponible; sale; ha salido; liberada",
    it="pubblicata; pubblicato; rilasciata; rilasciato; disponibile; uscita; uscito; è uscita",
    nl="uitgebracht; verschenen; beschikbaar; is uit; gepubliceerd; vrijgegeven",
    pt="lançada; lançado; publicada; publicado; disponível; saiu",
    pl="wydana; wydany; opublikowana; dostępna; wyszła; ukazała się; została wydana",
    sv="släppt; släpps; utgiven; tillgänglig; publicerad; ute",
    da="udgivet; udkommet; tilgængelig; frigivet; ude",
    cs="vydána; vydán; vyšla; dostupná; zveřejněna",
    ja="リリース; 公開; 発売; 利用可能",
    zh="发布; 推出",
)

VERSION_NOUNS: Final = table(
    en="version; release; patch; firmware; update; build; v; stable release; driver",
    de="version; ausgabe; firmware; update",
    fr="version; mise à jour; micrologiciel",
    es="versión; actualización; firmware",
    it="versione; aggiornamento; firmware",
    nl="versie; update; firmware",
    pt="versão; atualização; firmware",
    pl="wersja; wersji; aktualizacja; firmware",
    sv="version; versionen; uppdatering",
    da="version; versionen; opdatering",
    cs="verze; aktualizace; firmware",
    ja="バージョン; 版",
    zh="版本",
)

OR_LATER: Final = table(
    en="""
        or later; or newer; or higher; or above; or something newer; or up; at least; onwards; and later;
        and newer; or greater
    """,
    de="oder neuer; oder höher; oder später; mindestens",
    fr="ou plus récente; ou plus récent; ou ultérieure; ou supérieure; au moins",
    es="o posterior; o superior; o más reciente; al menos",
    it="o successiva; o superiore; o più recente; almeno",
    nl="of nieuwer; of hoger; of later; minstens",
    pt="ou posterior; ou superior; ou mais recente; pelo menos",
    pl="lub nowsza; lub nowszy; lub wyższa; lub późniejsza; co najmniej",
    sv="eller senare; eller nyare; eller högre; minst",
    da="eller nyere; eller senere; eller højere; mindst",
    cs="nebo novější; nebo vyšší; nebo pozdější; alespoň",
    ja="以降; 以上",
)

NEWER: Final = table(
    en="newer than; later than; higher than; after; above; beyond",
    de="neuer als; höher als; nach",
    fr="plus récente que; plus récent que; supérieure à; après",
    es="posterior a; más reciente que; superior a",
    it="successiva a; più recente di; superiore a",
    nl="nieuwer dan; hoger dan",
    pt="mais recente que; superior a; posterior a",
    pl="nowsza niż; nowszy niż; wyższa niż",
    sv="nyare än; senare än; högre än",
    da="nyere end; senere end; højere end",
    cs="novější než; vyšší než",
    ja="より新しい",
)

BEFORE: Final = table(
    en="before; earlier than; prior to; ahead of; sooner than",
    de="vor; vor dem; vor den; früher als",
    fr="avant; avant le; avant la",
    es="antes de; antes del",
    it="prima di; prima del; prima dell'",
    nl="voor; vóór; eerder dan",
    pt="antes de; antes do",
    pl="przed; wcześniej niż",
    sv="före; innan; tidigare än",
    da="før; inden; tidligere end",
    cs="před; dříve než",
    ja="より前; 前",
)

UNTIL: Final = table(
    en="on or before; by; no later than; not later than; until; at the latest",
    de="bis; bis zum; spätestens; spätestens am; am oder vor",
    fr="au plus tard; au plus tard le; d'ici; d'ici le; jusqu'au",
    es="a más tardar; a más tardar el; hasta el; no más tarde del",
    it="entro; entro il; al più tardi",
    nl="uiterlijk; uiterlijk op; tot en met; op of voor",
    pt="até; até ao; o mais tardar",
    pl="do; najpóźniej; nie później niż",
    sv="senast; till och med",
    da="senest; til og med",
    cs="do; nejpozději",
    ja="まで; までに; 以前",
)

AFTER: Final = table(
    en="after; later than; until after; past; beyond",
    de="nach; nach dem; später als",
    fr="après; après le",
    es="después de; después del; más allá del",
    it="dopo; dopo il; oltre il",
    nl="na; later dan",
    pt="depois de; após; depois do",
    pl="po; później niż",
    sv="efter; senare än",
    da="efter; senere end",
    cs="po; později než",
    ja="より後; 後",
)

SINCE: Final = table(
    en="on or after; from; not before; no earlier than; as of",
    de="ab; ab dem; frühestens; nicht vor",
    fr="à partir du; dès le; au plus tôt",
    es="a partir del; desde el",
    it="a partire dal; dal",
    nl="vanaf; met ingang van",
    pt="a partir de; desde",
    pl="od; począwszy od",
    sv="från och med; från",
    da="fra; fra og med",
    cs="od; počínaje",
    ja="から; 以降",
)

STARTS: Final = table(
    en="""
        opens; open; begins; begin; starts; start; launches; launch; reopens; kicks off; beginning; opening;
        season begins; first day; doors
    """,
    de="öffnet; beginnt; beginn; startet; start; eröffnet; eröffnung; eingeweiht; einweihung; beginnen; auftakt",
    fr="ouvre; ouverture; commence; début; débute; démarre; inauguration; inauguré",
    es="abre; apertura; comienza; empieza; inicio; inauguración; arranca",
    it="apre; apertura; inizia; inizio; comincia; inaugurazione; parte",
    nl="opent; opening; begint; start; aanvang",
    pt="abre; abertura; começa; início; inicia; inauguração",
    pl="otwarcie; otwiera; otwarty; rozpoczyna; zaczyna; początek; start; rozpoczęcie",
    sv="öppnar; öppning; börjar; start; startar; invigning",
    da="åbner; åbning; begynder; starter; start; indvielse",
    cs="otevírá; otevření; začíná; začátek; zahájení; start",
    ja="開始; 開幕; オープン; 開館; スタート",
)

ENDS: Final = table(
    en="""
        ends; end; closes; closing; runs until; until; deadline; closing date; last day; expires; due; by;
        handed in; hand in; submitted; finishes; runs
    """,
    de="endet; ende; schließt; bis; frist; einsendeschluss; anmeldeschluss; letzter tag; läuft bis; abgabe; schluss",
    fr="se termine; fin; ferme; jusqu'au; date limite; clôture; dernier jour; échéance",
    es="termina; fin; cierra; hasta; plazo; fecha límite; último día; cierre",
    it="finisce; fine; chiude; fino al; scadenza; termine; ultimo giorno; chiusura",
    nl="eindigt; einde; sluit; tot en met; tot; uiterste datum; deadline; laatste dag; sluiting",
    pt="termina; fim; fecha; até; prazo; data limite; último dia; encerramento",
    pl="kończy; koniec; zamyka; do; termin; ostatni dzień; zakończenie",
    sv="slutar; slut; stänger; till och med; sista dag; deadline; sista datum",
    da="slutter; slut; lukker; til og med; sidste dag; frist; deadline",
    cs="končí; konec; zavírá; do; uzávěrka; poslední den; termín",
    ja="終了; 締切; まで; 閉幕; 期限",
)

ARRIVES: Final = table(
    en="delivered; delivery; arrives; arrive; arrival; ships; dispatched; expected delivery; estimated delivery",
    de="geliefert; lieferung; zustellung; zugestellt; ankunft; kommt an; liefertermin",
    fr="livré; livraison; arrive; arrivée; expédié",
    es="entregado; entrega; llega; llegada; envío",
    it="consegnato; consegna; arriva; arrivo; spedito",
    nl="bezorgd; bezorging; levering; geleverd; aankomst",
    pt="entregue; entrega; chega; chegada; envio",
    pl="dostarczona; dostawa; doręczenie; przybycie",
    sv="levereras; leverans; ankommer; ankomst",
    da="leveres; levering; ankommer; ankomst",
    cs="doručena; doručení; dodání; příjezd",
    ja="配達; お届け; 到着",
)

TAKES_PLACE: Final = table(
    en="""
        takes place; take place; is held; happens; is on; hearing; when; date; event; is scheduled;
        appointment; slot; match; concert; next free appointment; earliest appointment; is released; release
        date
    """,
    de="findet statt; stattfindet; termin; wann; datum; ist am; veranstaltung",
    fr="a lieu; aura lieu; date; quand; se tient; rendez-vous",
    es="tiene lugar; se celebra; fecha; cuándo; será; cita",
    it="si svolge; si tiene; ha luogo; data; quando; appuntamento",
    nl="vindt plaats; plaatsvindt; datum; wanneer; afspraak",
    pt="acontece; realiza-se; data; quando; ocorre",
    pl="odbywa się; odbędzie się; termin; data; kiedy",
    sv="äger rum; hålls; datum; när; tid",
    da="finder sted; afholdes; dato; hvornår; tid",
    cs="koná se; se koná; datum; kdy; termín",
    ja="開催; 日時; 日程; 予定日",
)

SMALL: Final = table(
    en="""
        a; an; the; of; for; to; at; on; in; is; are; be; been; has; have; had; it; its; that; this; there;
        one; i; you; we; can; now; still; again; with; by; as; and; or; any; some; from; right; moment;
        present; my; your; their; will; was; were; currently; once; more; back; just; already; least; two;
        shops; either; both; shop; page; says; yet; not; no; longer; than; least; possible; straight; away;
        immediately; at once; item; ships; ready; s; get; got; people; whole; copies; ones; asking; lies
    """,
    de="""
        der; die; das; den; dem; des; ein; eine; einen; einem; einer; von; für; zu; zum; zur; in; im; an;
        am; auf; ist; sind; wird; werden; hat; haben; es; man; kann; jetzt; noch; wieder; mit; und; oder;
        aus; bei; seit; nicht; mehr; als; ich; wir; wurde
    """,
    fr="""
        le; la; les; l; un; une; des; de; du; d; à; au; aux; en; est; sont; a; ont; il; elle; on; peut; y;
        pour; avec; et; ou; encore; nouveau; plus; se; qui; que; sur; dans; par; été; vente
    """,
    es="""
        el; la; los; las; un; una; unos; de; del; a; al; en; es; está; están; son; ha; han; hay; se; puede;
        pueden; para; con; y; o; todavía; aún; de nuevo; por; que; más
    """,
    it="""
        il; lo; la; i; gli; le; l; un; uno; una; di; del; della; dei; delle; a; al; alla; in; da; dal; è;
        sono; ha; hanno; si; può; per; con; e; o; ancora; di nuovo; su; che; più
    """,
    nl="""
        de; het; een; van; voor; te; in; op; aan; is; zijn; wordt; worden; heeft; hebben; er; men; kan; nu;
        nog; weer; met; en; of; bij; dan; meer
    """,
    pt="""
        o; a; os; as; um; uma; de; do; da; dos; das; em; no; na; é; são; está; estão; tem; há; se; pode;
        para; com; e; ou; ainda; novamente; por; que; mais
    """,
    pl="""
        w; we; na; do; z; ze; o; od; dla; i; lub; jest; są; się; można; już; jeszcze; znów; ponownie; po;
        za; nie; że; niż
    """,
    sv="""
        en; ett; den; det; de; av; för; till; i; på; är; har; finns; man; kan; nu; igen; med; och; eller;
        att; om; än
    """,
    da="en; et; den; det; de; af; for; til; i; på; er; har; findes; man; kan; nu; igen; med; og; eller; at; om; end",
    cs="v; ve; na; do; z; ze; o; od; pro; a; nebo; je; jsou; se; lze; už; ještě; opět; znovu; po; za; s; k; že; než",
    ja="の; が; は; を; に; で; と; も",
)

# Words before the name of one variant among several.
VARIANT_BEFORE: Final = table(
    en="in; with; size; colour; color; version; edition; for; format; variant; at; from",
    de="in; mit; größe; farbe; ausführung; variante; für; als",
    fr="en; taille; couleur; avec; version; pour; format",
    es="en; talla; color; con; versión; para; tamaño",
    it="in; taglia; colore; con; versione; per; misura; da",
    nl="in; maat; kleur; met; uitvoering; voor",
    pt="em; tamanho; cor; com; versão; para",
    pl="w; rozmiar; rozmiarze; kolor; kolorze; z; wersja; dla",
    sv="i; storlek; färg; med; för",
    da="i; størrelse; farve; med; til",
    cs="v; velikost; barva; barvě; s; pro; verze",
    ja="サイズ; 色",
)

# Words that always tell a variant, wherever they stand.
VARIANTS: Final = table(
    en="""
        black; white; red; green; blue; yellow; grey; gray; brown; pink; purple; orange; silver; gold;
        beige; small; medium; large; xs; s; m; l; xl; xxl; hardback; paperback; hardcover; used; new;
        brand-new; refurbished; signed; vinyl; cd; dvd; vip; standing; balcony; stalls; gallery; adult;
        child; single; double; left; right; home; collection; digital; physical; deluxe; limited
    """,
    de="""
        schwarz; weiß; rot; grün; blau; gelb; grau; braun; rosa; klein; mittel; groß; gebraucht; neu;
        gebunden; taschenbuch; parkett; rang; silber; gold
    """,
    fr="""
        noir; noire; blanc; blanche; rouge; vert; verte; bleu; bleue; jaune; gris; grise; petit; moyen;
        grand; occasion; neuf; broché; relié
    """,
    es="""
        negro; negra; blanco; blanca; rojo; roja; verde; azul; amarillo; gris; pequeño; mediano; grande;
        usado; nuevo
    """,
    it="nero; nera; bianco; bianca; rosso; rossa; verde; blu; giallo; grigio; piccolo; medio; grande; usato; nuovo",
    nl="zwart; wit; rood; groen; blauw; geel; grijs; klein; middel; groot; gebruikt; nieuw",
    pt="preto; preta; branco; branca; vermelho; verde; azul; amarelo; cinza; pequeno; médio; grande; usado; novo",
    pl="czarny; biały; czerwony; zielony; niebieski; żółty; szary; mały; średni; duży; używany",
    sv="svart; vit; röd; grön; blå; gul; grå; liten; stor; begagnad",
    da="sort; hvid; rød; grøn; blå; gul; grå; lille; stor; brugt",
    cs="černý; bílý; červený; zelený; modrý; žlutý; šedý; malý; střední; velký; použitý",
    ja="黒; 白; 赤; 青; 緑; 中古",
)

RATING: Final = table(
    en="rating; rated; score; stars; star",
    de="bewertung; bewertet; sterne; wertung",
    fr="note; noté; étoiles; évaluation",
    es="valoración; puntuación; estrellas; nota",
    it="valutazione; punteggio; stelle; voto",
    nl="beoordeling; score; sterren",
    pt="avaliação; pontuação; estrelas; classificação",
    pl="ocena; ocenę; gwiazdek; oceniony",
    sv="betyg; stjärnor; omdöme",
    da="bedømmelse; stjerner; vurdering",
    cs="hodnocení; hvězdiček; hvězdy",
    ja="評価; 星",
)

ALL_PLACES: Final = table(
    en="both; all the shops; every shop; all of them; each of; all pages; every page",
    de="beide; beiden; alle; jede seite",
    fr="les deux; toutes les pages; tous",
    es="ambas; ambos; todas las páginas",
    it="entrambi; entrambe; tutte le pagine",
    nl="beide; alle",
    pt="ambos; ambas; todas as páginas",
    pl="oba; obie; wszystkie",
    sv="båda; alla",
    da="begge; alle",
    cs="oba; obě; všechny",
)
