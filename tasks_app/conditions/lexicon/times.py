"""Words for another time than now, by language. Weekdays and dates come from the CLDR (`moments`)."""

from typing import Final

from tasks_app.conditions.lexicon.availability import table

OTHER_TIMES: Final = table(
    en="""
        tomorrow; yesterday; tonight; weekend; weekends; weekdays; spring; summer; autumn; winter; easter;
        christmas; holidays; nights; at night; next; last year; last month; last week; last season; in season;
        during the season; the other day; in the past; back then; for the first time; in future; day after
    """,
    de="""
        morgen; gestern; übermorgen; nächste; nächsten; nächster; kommende; kommenden; kommender; sommer; winter;
        frühjahr; frühling; herbst; wochenende; wochenenden; werktags; wochentags; ferien; feiertagen; ostern;
        weihnachten; kw; letztes jahr; vorigen; im vorjahr; montags; dienstags; mittwochs; donnerstags;
        freitags; samstags; sonnabends; sonntags; saison
    """,
    fr="""
        demain; hier; prochain; prochaine; prochains; prochaines; été; hiver; printemps; automne; week-end;
        week-ends; vacances; jours fériés; semaine prochaine; an dernier; saison
    """,
    es="""
        mañana; ayer; próximo; próxima; próximos; próximas; verano; invierno; primavera; otoño; fin de semana;
        fines de semana; festivos; vacaciones; año pasado; temporada
    """,
    it="""
        domani; ieri; prossimo; prossima; prossimi; prossime; estate; inverno; primavera; autunno;
        fine settimana; weekend; festivi; vacanze; anno scorso; stagione
    """,
    nl="""
        morgen; gisteren; volgende; komende; zomer; winter; voorjaar; lente; herfst; weekend; weekenden;
        feestdagen; vakantie; vorig jaar; seizoen
    """,
    pt="""
        amanhã; ontem; próximo; próxima; próximos; próximas; verão; inverno; primavera; outono; fim de semana;
        fins de semana; feriados; férias; ano passado; temporada
    """,
    pl="""
        jutro; wczoraj; przyszłym; przyszły; następnym; następny; lato; latem; lecie; zimą; zima; wiosną; wiosna;
        jesienią; jesień; weekend; weekendy; weekendu; święta; ferie; poniedziałku; wtorku; środy; czwartku;
        piątku; soboty; niedzieli; poniedziałki; wtorki; czwartki; piątki; niedziele; zeszłym roku; sezonie
    """,
    sv="""
        imorgon; i morgon; igår; i går; nästa; sommar; sommaren; vinter; vintern; våren; vår; hösten; höst; helgen;
        helger; helgerna; jul; påsk; förra året; säsongen
    """,
    da="""
        i morgen; i går; næste; sommer; sommeren; vinter; vinteren; foråret; forår; efteråret; efterår; weekend;
        weekenden; weekender; jul; påske; sidste år; sæsonen
    """,
    no="i morgen; i går; neste; sommer; sommeren; vinter; vinteren; våren; høsten; helgen; helger; i fjor",
    cs="""
        zítra; včera; příští; příštím; léto; létě; zima; zimě; jaro; jaře; podzim; víkend; víkendu; víkendy; svátky;
        prázdniny; pondělí; úterý; středy; středu; čtvrtka; pátku; soboty; sobotu; neděle; neděli; loni; sezóně
    """,
    ja="明日; 昨日; 来週; 来月; 来年; 先週; 先月; 昨年; 夏; 冬; 春; 秋; 週末; 平日のみ; 翌",
)

# After such a word, what stands beside a date has been so since then.
SINCE: Final = table(
    en="since; ever since",
    de="seit; seit dem",
    fr="depuis; depuis le",
    es="desde hace",
    it="da ormai",
    nl="sinds",
    sv="sedan; alltsedan",
    da="siden",
    no="siden",
)

# Units of "in six weeks": that long, nothing can be had.
LONG_SPANS: Final = table(
    en="week; weeks; month; months; year; years",
    de="woche; wochen; monat; monaten; monate; jahr; jahren",
    fr="semaine; semaines; mois; an; ans",
    es="semana; semanas; mes; meses; año; años",
    it="settimana; settimane; mese; mesi; anno; anni",
    nl="week; weken; maand; maanden; jaar",
    pt="semana; semanas; mês; meses; ano; anos",
    pl="tydzień; tygodnie; tygodni; miesiąc; miesiące; miesięcy; rok; lata; lat",
    sv="vecka; veckor; månad; månader; år",
    da="uge; uger; måned; måneder; år",
    no="uke; uker; måned; måneder; år",
    cs="týden; týdny; týdnů; měsíc; měsíce; měsíců; rok; roky; let",
    ja="週間; か月; ヶ月; カ月",
)

# From a day on: "from 2 May", "ab dem 2. Mai".
FROM: Final = table(
    en="from; from the; starting; starting from; beginning; as of; effective; with effect from",
    de="ab; ab dem; ab den; vom; von; an",
    fr="à partir de; à partir du; dès; dès le; à compter du",
    es="a partir de; a partir del; desde; desde el",
    it="a partire dal; a partire da; dal; dall'; da il",
    nl="vanaf; met ingang van",
    pt="a partir de; desde; a partir do",
    pl="od; od dnia; począwszy od",
    sv="från; från och med; från den",
    da="fra; fra og med; fra den",
    no="fra; fra og med",
    cs="od; počínaje",
)
