"""Words that tell which part of a page is about something else, by language."""

from typing import Final

from tasks_app.conditions.lexicon.availability import table

RELATED: Final = table(
    en="""
        related products; related items; related articles; related; you may also like; you might also like;
        customers also bought; customers also viewed; customers who bought this; more events; more like
        this; similar products; similar items; recommended for you; recommended; recently viewed; also
        bought; frequently bought together; other events; upcoming events; more news; latest news; most
        read; popular now; people also viewed; guests also look at; other products; accessories; archive;
        near by; nearby; goes well with; complete the look; our people like these instead; also played;
        reviews; customer reviews; comments; replies; older posts; earlier news; you may like; read more;
        more stories; see also; other sizes; best sellers; bestsellers; you may also be interested in;
        chronicle; history
    """,
    de="""
        das könnte ihnen auch gefallen; das könnte dir auch gefallen; ähnliche produkte; ähnliche artikel;
        kunden kauften auch; kunden haben auch gekauft; zubehör; passend dazu; weitere veranstaltungen;
        zuletzt angesehen; empfehlungen; wird oft zusammen gekauft; weitere artikel; mehr zum thema;
        meistgelesen; aktuelle meldungen; kundenbewertungen; bewertungen; kommentare; archiv; auch
        interessant; kunden sahen auch; weitere termine; weitere meldungen
    """,
    fr="""
        vous aimerez aussi; vous aimerez peut-être aussi; produits similaires; articles similaires; les
        clients ont aussi acheté; autres événements; à voir aussi; produits associés; avis clients; les plus
        lus; commentaires; recommandé pour vous; dans la même catégorie; archives; à lire aussi
    """,
    es="""
        también te puede interesar; también te puede gustar; productos relacionados; productos similares;
        los clientes también compraron; otros eventos; más eventos; opiniones; comentarios; lo más leído;
        artículos relacionados; te recomendamos; archivo
    """,
    it="""
        potrebbe interessarti anche; ti potrebbe interessare; prodotti correlati; prodotti simili; i clienti
        hanno acquistato anche; altri eventi; recensioni; commenti; i più letti; leggi anche; archivio
    """,
    nl="""
        misschien vind je dit ook leuk; gerelateerde producten; klanten kochten ook; anderen bekeken ook;
        andere evenementen; beoordelingen; reacties; meest gelezen; vergelijkbare producten; aanbevolen
    """,
    pt="""
        também poderá gostar; você também pode gostar; produtos relacionados; quem comprou também levou;
        outros eventos; avaliações; comentários; mais lidas; artigos relacionados
    """,
    pl="""
        zobacz także; zobacz też; podobne produkty; polecane; polecane produkty; klienci kupili również;
        inne wydarzenia; opinie; komentarze; najczęściej czytane; mogą cię zainteresować; archiwum;
        akcesoria
    """,
    sv="""
        du kanske också gillar; liknande produkter; andra köpte också; relaterade produkter; fler evenemang;
        recensioner; kommentarer; mest lästa; tillbehör; rekommenderas
    """,
    da="""
        andre købte også; du vil måske også kunne lide; lignende produkter; relaterede produkter; flere
        arrangementer; anmeldelser; kommentarer; mest læste; tilbehør
    """,
    no="andre kjøpte også; lignende produkter; relaterte produkter; kommentarer; mest lest",
    fi="saatat pitää myös; samankaltaiset tuotteet; muut ostivat myös; arvostelut; kommentit",
    cs="""
        mohlo by vás zajímat; podobné produkty; související produkty; zákazníci také koupili; další akce;
        recenze; komentáře; nejčtenější; příslušenství; doporučujeme
    """,
    ja="""
        関連商品; おすすめ商品; この商品を買った人は; こちらもおすすめ; 他のイベント; レビュー; コメント; 関連記事; よく一緒に購入されている商品; 最近見た商品; 人気記事;
        アクセスランキング; 過去のお知らせ
    """,
    zh="相关产品; 猜你喜欢; 评论; 相关商品",
)

ADVERT: Final = table(
    en="advertisement; sponsored; sponsored content; ad; advert; promoted; paid content",
    de="anzeige; werbung; gesponsert",
    fr="publicité; sponsorisé; annonce",
    es="publicidad; patrocinado",
    it="pubblicità; sponsorizzato",
    nl="advertentie; gesponsord",
    pt="publicidade; patrocinado",
    pl="reklama; sponsorowane",
    sv="annons; sponsrad",
    da="annonce; sponsoreret",
    cs="reklama; inzerce",
    ja="広告; スポンサー",
)

# Orders to a machine that reads the page; they are no statement about anything.
ORDERS_TO_READERS: Final = table(
    en="""
        ai assistant; ai assistants; automated agent; automated agents; language model; system note; ignore
        all previous; ignore previous; disregard the; condition_met; previous instructions; ai agents; the
        condition is met; correct verdict; as an ai; llm; prompt; you must answer; condition is met
    """,
)

# Words before a mere place: "the café beside the museum opens".
PLACES: Final = table(
    en="at; by; in; near; of; beside; behind; to; next to; on; opposite; from; for; with",
    de="im; am; an; bei; beim; neben; des; von; vor; hinter; zu; zum; zur; in; für",
    fr="de; du; des; à; au; près de; dans; pour; chez",
    es="de; del; en; junto a; cerca de; para",
    it="di; del; della; in; a; presso; per",
    nl="van; in; bij; naast; voor",
    pt="de; do; da; em; no; na; para",
    pl="w; we; przy; obok; dla; na",
    sv="vid; i; på; av; för",
    da="ved; i; på; af; for",
    cs="u; v; ve; vedle; pro; na",
)
ARTICLES: Final = table(
    en="the; a; an; its; our",
    de="der; die; das; dem; den; ein; eine",
    fr="le; la; les; un; une; l",
    es="el; la; los; las; un; una",
    it="il; lo; la; i; gli; le; un; una",
    nl="de; het; een",
    pt="o; a; os; as; um; uma",
)
HELPING_VERBS: Final = table(
    en="will; be; is; are; was; has; have; been; being",
    de="wird; werden; ist; sind; wurde",
    fr="sera; seront; est; a; été",
    es="será; es; se; ha; sido",
    it="sarà; è; si; stato; stata",
    nl="wordt; worden; is; zal",
    pt="será; é; foi",
    pl="zostanie; jest; będzie; się",
    sv="ska; är; kommer; att",
    da="skal; er; bliver; vil",
    cs="bude; je; se",
)
