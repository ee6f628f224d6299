"""How people ask for something to be had, entered or visited, by language; pages say it in shorter labels."""

from typing import Final

from tasks_app.conditions.lexicon.availability import table

CAN_BE_HAD: Final = table(
    en="""
        can be ordered; can be bought; can be purchased; can be had; can be booked; can be reserved; can
        still be bought; can still be ordered; can still be booked; can be bought again; i can order; i can
        buy; i can get; i can book; one can buy; one can order; one can book; you can buy; you can order;
        you can book; we can buy; is for sale; left to order; to order; left to buy; restocked; ready to be
        shipped; ready to ship; has it in stock; is obtainable; can be got; are left; is left; comes back in
        stock; goes on sale; go on sale; is on sale; are on sale; become available; there are tickets; there
        are places; there are seats; there are copies; there are still copies; there are still tickets;
        there are still places; becomes available
    """,
    de="""
        kann bestellt werden; können bestellt werden; kann gekauft werden; können gekauft werden; kann man
        kaufen; kann man bestellen; ist zu haben; zu kaufen; gibt es noch karten; gibt es karten; es gibt
        noch karten; es gibt karten; es gibt noch plätze; gibt es wieder; ist wieder da; im verkauf; kann
        gebucht werden; es gibt noch tickets; sind noch frei; kann reserviert werden
    """,
    fr="""
        peut être commandé; peut être commandée; peut être acheté; peut être achetée; on peut acheter; on
        peut commander; on peut réserver; est en vente; sont en vente; il reste des billets; il reste des
        places; il y a des billets; est disponible à la vente; peut être réservé
    """,
    es="""
        se puede comprar; se pueden comprar; se puede pedir; se pueden reservar; se puede reservar; quedan
        entradas; hay entradas; quedan plazas; hay plazas; está a la venta; están a la venta; puedo comprar
    """,
    it="""
        si può comprare; si possono comprare; si può acquistare; si possono acquistare; si può ordinare; ci
        sono biglietti; ci sono ancora biglietti; ci sono posti; è in vendita; sono in vendita; è
        acquistabile; si può prenotare
    """,
    nl="""
        kan worden besteld; is te bestellen; is te koop; zijn te koop; er zijn kaarten; er zijn nog kaarten;
        kan worden gekocht; er zijn plaatsen; kan ik kopen
    """,
    pt="""
        pode ser comprado; podem ser comprados; pode-se comprar; está à venda; estão à venda; há bilhetes;
        há ingressos; há vagas; pode ser encomendado
    """,
    pl="""
        można kupić; można zamówić; można zarezerwować; są bilety; są jeszcze bilety; są wolne miejsca; jest
        w sprzedaży; są w sprzedaży
    """,
    sv="""
        kan köpas; kan beställas; går att köpa; går att beställa; finns att köpa; finns biljetter; det finns
        biljetter; finns platser; kan bokas
    """,
    da="kan købes; kan bestilles; er til salg; der er billetter; der er pladser; kan bookes",
    no="kan kjøpes; kan bestilles; er til salgs; det finnes billetter",
    cs="""
        lze koupit; lze objednat; dá se koupit; jsou vstupenky; jsou volná místa; je v prodeji; jsou v
        prodeji; lze zakoupit
    """,
    ja="購入できる; 買える; 予約できる; 注文できる; 在庫がある; 販売されている; 手に入る; 空きがある",
)

ENTRY_NOUNS: Final = table(
    en="""
        registration; registrations; sign-up; signup; sign-ups; enrolment; enrollment; entries; entry;
        applications; application; admissions; admission; intake; booking; bookings; ticket draw; draw;
        presale; ballot; call for papers; submissions
    """,
    de="""
        anmeldung; anmeldungen; registrierung; einschreibung; bewerbung; bewerbungen; anmeldefrist;
        bewerbungsfrist; buchung
    """,
    fr="inscription; inscriptions; candidature; candidatures; réservations; dépôt des dossiers",
    es="""
        inscripción; inscripciones; matrícula; plazo de solicitud; plazo de inscripción; plazo; solicitudes;
        convocatoria; admisión
    """,
    it="iscrizione; iscrizioni; candidature; candidatura; prenotazioni; domande; bando",
    nl="inschrijving; inschrijvingen; aanmelding; aanmeldingen; registratie",
    pt="inscrição; inscrições; matrícula; matrículas; candidaturas; candidatura",
    pl="rekrutacja; zapisy; nabór; rejestracja; zgłoszenia; wnioski",
    sv="anmälan; anmälningar; ansökan; registrering",
    da="tilmelding; tilmeldingen; ansøgning; registrering",
    no="påmelding; påmeldingen; søknad; registrering",
    cs="registrace; přihlašování; přihlášky; zápis; přijímání přihlášek",
    ja="受付; 申込; 申し込み; 募集; 出願; 登録; エントリー",
)

CAN_BE_ENTERED: Final = table(
    en="""
        can register; can sign up; can apply; can enrol; can enroll; can enter; possible to register;
        possible to sign up; possible to apply; possible to enter; possible to enrol; is accepting new;
        accepting; accepts; takes new; is taking new; are accepted; is open; are open; has opened; have
        opened; opens; open; is possible; is running; has begun; has started; is under way
    """,
    de="""
        kann man anmelden; anmelden; ist offen; ist geöffnet; offen; geöffnet; möglich; ist möglich; läuft;
        hat begonnen; sind möglich; werden angenommen; ist eröffnet; bewerben
    """,
    fr="est ouverte; sont ouvertes; ouverte; ouvertes; ouvert; on peut s'inscrire; s'inscrire; ont commencé",
    es="está abierta; están abiertas; abierta; abiertas; está abierto; abierto; se puede solicitar; inscribirse",
    it="è aperta; sono aperte; aperte; aperta; è aperto; aperto; ci si può iscrivere",
    nl="is geopend; geopend; is open; open; kan men zich aanmelden; is mogelijk",
    pt="estão abertas; está aberta; abertas; aberta; aberto",
    pl="trwa; trwają; jest otwarta; otwarta; otwarte; otwarty; ruszyła; ruszyły; rozpoczęła się; można się zapisać",
    sv="är öppen; öppen; har öppnat; är möjlig",
    da="er åben; åben; er åbnet",
    no="er åpen; åpen; har åpnet",
    cs="je otevřena; otevřena; otevřeno; je otevřeno; probíhá; byla zahájena; je možné",
    ja="受付中; 募集中; 始まった; 開始された; 受付けている; 受け付けている; できる",
)

NOT_ENTERED: Final = table(
    en="closed; has closed; have closed; is closed; are closed; over; has ended; have ended; paused; suspended",
    de="geschlossen; beendet; abgeschlossen; vorbei; abgelaufen",
    fr="closes; close; clôturées; fermées; terminées; fermée",
    es="cerradas; cerrada; cerrado; finalizado; terminado",
    it="chiuse; chiusa; terminate; scaduto",
    nl="gesloten; afgelopen",
    pt="encerradas; encerrada; fechadas",
    pl="zakończona; zakończone; zakończony; zamknięte; zamknięta",
    sv="stängd; avslutad",
    da="lukket; afsluttet",
    cs="uzavřena; ukončena; uzavřeno; ukončeno",
    ja="終了; 締め切られた",
)

IS_OPEN: Final = table(
    en="""
        is open; are open; is open again; has reopened; have reopened; reopens; is reopened; has opened; is
        open to visitors; is open to traffic; is open to the public
    """,
    de="""
        ist offen; ist geöffnet; hat geöffnet; hat offen; ist wieder geöffnet; ist wieder offen; ist
        freigegeben; haben geöffnet
    """,
    fr="est ouvert; est ouverte; sont ouverts; sont ouvertes; a rouvert; est rouvert; est rouverte",
    es="está abierto; está abierta; están abiertos; están abiertas; ha reabierto; ha abierto",
    it="è aperto; è aperta; sono aperti; sono aperte; ha riaperto; è riaperto; è riaperta",
    nl="is open; is geopend; zijn open; is weer open; is heropend",
    pt="está aberto; está aberta; estão abertos; reabriu; está reaberto",
    pl="jest otwarty; jest otwarta; jest otwarte; jest czynny; jest czynna; jest czynne",
    sv="är öppet; är öppen; har öppnat; är öppna",
    da="er åben; er åbent; er åbne; er genåbnet",
    no="er åpen; er åpent; har åpnet",
    cs="je otevřen; je otevřena; je otevřeno; je otevřené; byl otevřen",
    ja="開館している; 営業している; 営業中; 開いている; 公開されている; 通行できる; 公開が再開された",
)

IS_CLOSED: Final = table(
    en="is closed; are closed; has closed; is shut; have closed",
    de="ist geschlossen; ist gesperrt; sind geschlossen; ist zu",
    fr="est fermé; est fermée; sont fermés; sont fermées",
    es="está cerrado; está cerrada; están cerrados",
    it="è chiuso; è chiusa; sono chiusi",
    nl="is gesloten; is dicht; zijn gesloten",
    pt="está fechado; está fechada; está encerrado",
    pl="jest zamknięty; jest zamknięta; jest zamknięte; jest nieczynny",
    sv="är stängt; är stängd",
    da="er lukket",
    cs="je zavřen; je zavřeno; je zavřena; je uzavřen",
    ja="閉まっている; 休館している; 閉鎖されている; 休業している",
)

# A time within which something is to be had is not judged: "free this week", "open on Sundays".
TIMES: Final = table(
    en="""
        today; tomorrow; tonight; this week; next week; this month; next month; this weekend; this year;
        weekends; weekdays; at night; this summer; this winter
    """,
    de="heute; morgen; diese woche; nächste woche; diesen monat; am wochenende; dieses jahr",
    fr="aujourd'hui; demain; cette semaine; la semaine prochaine; ce mois; ce week-end",
    es="hoy; mañana; esta semana; la próxima semana; este mes; este fin de semana",
    it="oggi; domani; questa settimana; la prossima settimana; questo mese",
    nl="vandaag; morgen; deze week; volgende week; deze maand",
    pt="hoje; amanhã; esta semana; próxima semana; este mês",
    pl="dziś; dzisiaj; jutro; w tym tygodniu; w przyszłym tygodniu; w tym miesiącu",
    sv="idag; i dag; imorgon; denna vecka; nästa vecka",
    da="i dag; i morgen; denne uge; næste uge",
    cs="dnes; zítra; tento týden; příští týden; tento měsíc",
    ja="今日; 明日; 今週; 来週; 今月",
)
