"""Words that deny, put off, question or hedge what stands beside them, by language."""

from typing import Final

from tasks_app.conditions.lexicon.availability import table

NEGATIONS: Final = table(
    en="""
        not; no; never; none; nothing; nobody; neither; nor; no longer; cannot; can't; isn't; aren't;
        wasn't; weren't; won't; doesn't; don't; didn't; hasn't; haven't; hadn't; couldn't; wouldn't;
        without; hardly; denies; denied; deny; refuses; refused; rejects; rejected; instead of; rather than;
        not yet; far from; fails to; failed to; false; untrue
    """,
    de="""
        nicht; kein; keine; keinen; keiner; keines; keinem; nie; niemals; noch nicht; nicht mehr; ohne;
        weder; nirgends; kaum; dementiert; bestreitet; weist zurück
    """,
    fr="ne; n'est; n'a; n'ont; n'y; pas; plus de; non; aucun; aucune; jamais; sans; ni; dément; pas encore",
    es="no; ningún; ninguna; ninguno; nunca; jamás; sin; tampoco; ni; ya no; todavía no; aún no; niega",
    it="non; nessun; nessuna; nessuno; senza; né; non più; non ancora; smentisce",
    nl="niet; geen; nooit; nog niet; niet meer; zonder; ontkent",
    pt="não; nenhum; nenhuma; nunca; jamais; sem; nem; ainda não; já não; nega",
    pl="nie; brak; żaden; żadna; żadne; nigdy; bez; ani; jeszcze nie; już nie",
    sv="inte; ej; ingen; inget; inga; aldrig; utan; icke",
    da="ikke; ingen; intet; aldrig; uden; ej",
    no="ikke; ingen; intet; aldri; uten",
    fi="ei; eivät; ilman; eikä",
    cs="ne; není; nejsou; žádný; žádná; žádné; nikdy; bez; ani; nebyl; nebyla; nebude; zatím ne",
    sk="nie; nie je; žiadny; nikdy; bez",
    tr="değil; yok; hiç",
    ja="ない; ません; なし; ではない; ではありません; 未; せず",
    zh="不; 没; 没有; 無; 无; 未; 暂无",
)

# Denials that follow what they deny: "stokta yok", "in stock: none".
NEGATIONS_AFTER: Final = table(
    en="none; no; nothing; 0; zero; false; null; tbd; tba; to be announced; to be determined; unknown",
    de="nein; keine; keiner; unbekannt; offen",
    fr="non; aucun; aucune; pas",
    es="no; ninguno; ninguna",
    it="no; nessuno",
    nl="nee; geen",
    pt="não; nenhum",
    pl="nie; brak",
    sv="nej; inga",
    da="nej; ingen",
    cs="ne; žádné",
    tr="yok; değil",
    ja="ない; ません; ありません; なし; ではありません",
)

FUTURE: Final = table(
    en="""
        will be; will have; will come; will become; will go; will return; will arrive; will ship; will open; will
        reopen; will start; will begin; will follow; will not; soon; shortly; shall; going to; to be; upcoming; coming; planned; plans to; expected;
        scheduled; estimated; eta; next; later; hopefully; aims to; wants to; yet to; still to come; to
        follow; about to; due; would; is to; are to; to come; in future; not before; candidates;
        announcement follows; this summer; ahead of
    """,
    de="""
        bald; demnächst; voraussichtlich; geplant; erwartet; kommend; künftig; in kürze; soll; sollen; würde
    """,
    fr="bientôt; prochainement; sera; seront; prévu; prévue; à venir; va; vont; devrait; attendu",
    es="pronto; próximamente; será; serán; estará; estarán; previsto; prevista; se espera",
    it="presto; prossimamente; sarà; saranno; previsto; prevista; in arrivo; dovrebbe",
    nl="binnenkort; zal; zullen; verwacht; gepland; straks",
    pt="brevemente; em breve; será; serão; estará; previsto; prevista",
    pl="wkrótce; niebawem; będzie; będą; planowany; planowana; spodziewany; zostanie",
    sv="snart; kommer; ska; planerad; väntas; beräknas",
    da="snart; vil; skal; planlagt; forventes; kommer",
    no="snart; vil; skal; planlagt; forventes; kommer",
    cs="brzy; bude; budou; plánováno; plánovaný; očekává; připravujeme",
    ja="予定; まもなく; 近日; 今後; 見込み",
    zh="即将; 将; 预计",
)

# These put off what stands beside a date: "from 3 May", "until June".
DATED: Final = table(
    en="from; until; till; on; in; as of",
    de="ab; bis; am; im; ab dem; erst",
    fr="à partir du; jusqu'au; le; en; dès",
    es="a partir; hasta; desde; el; en",
    it="a partire; fino a; dal; il; da",
    nl="vanaf; tot; op; in",
    pt="a partir; até; em",
    pl="od; do; w",
    sv="från; från och med; till; den",
    da="fra; indtil; den",
    cs="od; do; v",
    ja="以降; から; まで",
)
# Up to such a date something is so already.
UNTIL: Final = table(
    en="until; till; through; up to; by",
    de="bis; bis zum",
    fr="jusqu'au; jusqu'à",
    es="hasta; hasta el",
    it="fino a; fino al; entro",
    nl="tot; tot en met; t/m",
    pt="até; até ao",
    pl="do; do dnia",
    sv="till och med; t.o.m.; till",
    da="indtil; til og med; til",
    cs="do",
    ja="まで",
)

PAST: Final = table(
    en="""
        was; were; had been; used to; formerly; previously; ago; last; earlier; once was; last seen; former;
        originally
    """,
    de="war; waren; früher; ehemals; zuletzt; damals; vorher; ursprünglich",
    fr="était; étaient; auparavant; autrefois; il y a; initialement",
    es="estaba; estaban; era; eran; antes; anteriormente; hace",
    it="era; erano; in passato",
    nl="was; waren; vroeger; eerder; voorheen; geleden",
    pt="estava; estavam; era; antes; anteriormente",
    pl="był; była; było; były; wcześniej; dawniej; temu",
    sv="var; tidigare; förut",
    da="var; tidligere; før",
    cs="byl; byla; bylo; byly; dříve; předtím",
    ja="でした; 以前; かつて",
)

CONDITIONAL: Final = table(
    en="if; when; as soon as; unless; whether; in case; provided; should; as long as",
    de="wenn; falls; sobald; ob; sofern; solange",
    fr="lorsque; quand; dès que; dès; tant que; avant que",
    es="cuando; en cuanto; mientras; hasta que; antes de",
    it="quando; non appena; finché; prima che",
    nl="wanneer; zodra; indien; zolang; voordat",
    pt="quando; assim que; enquanto; até que",
    pl="jeśli; jeżeli; gdy; kiedy; czy; dopóki; zanim",
    sv="när; så snart; medan; innan",
    da="hvis; når; så snart; mens; inden",
    cs="pokud; když; jakmile; jestli; dokud",
    ja="場合; 次第; たら; なら",
    zh="如果; 一旦",
)

HEDGES: Final = table(
    en="""
        may; might; could; perhaps; maybe; possibly; probably; reportedly; allegedly; supposedly; rumour has
        it; rumor has it; it is rumoured; rumoured; rumored; according to rumours; we hope; hope that; it
        seems; apparently; unconfirmed; speculation; speculate; demand; demands; calls for; claims;
        believes; allegedly; said to be; thought to; likely; hopes to; considering; proposes
    """,
    de="vielleicht; möglicherweise; angeblich; eventuell; könnte; könnten; dürfte; gerüchten; wohl; fordert",
    fr="peut-être; pourrait; pourraient; selon des rumeurs; éventuellement; probablement; semble",
    es="quizás; quizá; tal vez; podría; podrían; al parecer; supuestamente; probablemente",
    it="forse; potrebbe; potrebbero; presumibilmente; pare; sembra; probabilmente",
    nl="misschien; mogelijk; zou; zouden; naar verluidt; wellicht; waarschijnlijk",
    pt="talvez; poderia; poderá; alegadamente; supostamente; provavelmente",
    pl="może; być może; podobno; rzekomo; prawdopodobnie; mógłby",
    sv="kanske; möjligen; eventuellt; troligen; påstås",
    da="måske; muligvis; angiveligt; formentlig",
    cs="možná; snad; údajně; pravděpodobně; mohl by",
    ja="かもしれ; 可能性; らしい; とみられる; だろう",
)

# Somebody else says it, or nobody means it.
SAID: Final = table(
    en="""
        says; said; say; claims; claimed; writes; wrote; write; according to; told; reports; joked; jokes; joke;
        kidding; guessed; guesses; guess; believes; believe; thinks; think; hopes; hope; wish; wishes; dreams;
        promises; promised; imagine; pretend; suppose; satire; satirical; satirist; parody; hoax; april fool;
        april fools; fiction; petition; demands; leaked; leak; rumour; rumours; rumor; rumors; never said; wants;
        asked; asks; wonders; supposed; example; simulated; test page; demo
    """,
    de="""
        sagt; sagte; meint; behauptet; schreibt; schrieb; laut; glaubt; hofft; träumt; wünscht; scherz;
        aprilscherz; satire; gerücht; gerüchte; petition; fordert; verspricht; beispiel; soll; wäre; wären; hätte
    """,
    fr="""
        dit; affirme; prétend; écrit; selon; d'après; croit; espère; rêve; poisson d'avril; satire; rumeur;
        rumeurs; pétition; exemple; serait; seraient; aurait
    """,
    es="""
        dice; afirma; asegura; escribe; según; cree; espera; sueña; inocentada; sátira; rumor; rumores; petición;
        ejemplo; sería; serían; estaría; habría
    """,
    it="""
        dice; afferma; sostiene; scrive; secondo; crede; spera; sogna; pesce d'aprile; satira; voci; petizione;
        esempio; sarebbe; sarebbero; avrebbe
    """,
    nl="zegt; beweert; schrijft; volgens; gelooft; hoopt; droomt; grap; aprilgrap; satire; gerucht; geruchten; voorbeeld",
    pt="diz; afirma; escreve; segundo; acredita; espera; sonha; brincadeira; sátira; rumor; rumores; exemplo; seria",
    pl="mówi; twierdzi; pisze; według; wierzy; żart; satyra; plotka; plotki; petycja; przykład; byłby; byłaby",
    sv="säger; påstår; skriver; enligt; tror; hoppas; skämt; aprilskämt; satir; rykte; rykten; exempel; skulle",
    da="siger; påstår; skriver; ifølge; tror; håber; spøg; aprilsnar; satire; rygte; rygter; eksempel; ville",
    cs="říká; tvrdí; píše; podle; věří; doufá; vtip; satira; fáma; petice; příklad; byl by; byla by",
    ja="と言う; と主張; によると; 冗談; うわさ; 噂; 例えば",
)

# Conditions that are other words in other languages; they count before what they bear on, in the same clause.
CONDITIONAL_BEFORE: Final = table(
    en="would; were it; in the event; depending on; subject to; only if; only when; only with",
    de="wäre; im falle; vorbehaltlich",
    fr="si; selon; sous réserve",
    es="si; según",
    it="se; qualora",
    nl="mits; indien",
    pt="se; caso",
    sv="om",
    da="såfremt",
    cs="jestliže; pokud",
    ja="もし",
)

# Only some may have it, or only in part.
RESTRICTED: Final = table(
    en="""
        only; members; member; subscribers; invitation; invited; staff; residents; patrons; season ticket; vip;
        viewing; display; demonstration; not all; not every; some shops; selected; partly; partially; except;
        newsletter; waiting list; waitlist; pre-order; preorder; trade customers; press
    """,
    de="nur; mitglieder; mitgliedern; abonnenten; teilweise; ausgewählte; geladene; anwohner; ausstellungsstück; presse",
    fr="uniquement; seulement; réservé; membres; adhérents; abonnés; sur invitation; partiellement; sauf",
    es="solo; sólo; únicamente; socios; miembros; abonados; parcialmente; excepto; invitación",
    it="solo; soltanto; soci; abbonati; parzialmente; tranne; su invito",
    nl="alleen; slechts; leden; abonnees; gedeeltelijk; behalve; op uitnodiging",
    pt="só; apenas; somente; sócios; membros; assinantes; parcialmente; exceto; convite",
    pl="tylko; wyłącznie; członków; członkowie; częściowo; oprócz; zaproszenia",
    sv="endast; bara; medlemmar; prenumeranter; delvis; utom; inbjudan",
    da="kun; medlemmer; abonnenter; delvist; undtagen; invitation",
    cs="pouze; jen; členy; členové; částečně; kromě; pozvání",
    ja="のみ; 限定; 会員; 一部; だけ",
)

# The date beside it holds no longer.
CALLED_OFF: Final = table(
    en="cancelled; canceled; called off; postponed; closed on; no longer holds; withdrawn",
    de="abgesagt; verschoben; entfällt; fällt aus",
    fr="annulé; annulée; reporté; reportée",
    es="cancelado; cancelada; aplazado; aplazada; suspendido",
    it="annullato; annullata; rinviato; rinviata",
    nl="geannuleerd; afgelast; uitgesteld",
    pt="cancelado; cancelada; adiado; adiada",
    pl="odwołane; odwołany; odwołana; przełożone; przełożony; przełożona",
    sv="inställt; inställd; uppskjuten; uppskjutet",
    da="aflyst; udskudt",
    no="avlyst; utsatt",
    cs="zrušeno; zrušena; zrušen; odloženo; odložena",
    ja="中止; 延期",
)
