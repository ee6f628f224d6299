"""Labels by which pages say that something can be had, cannot be had, or can be had later.

They come from the translations of common shop, ticket and booking systems. Each table is by language.
"""

from typing import Final

Table = dict[str, tuple[str, ...]]


def table(**sayings: str) -> Table:
    """A table from sayings by language, which semicolons part."""
    return {
        language: tuple(" ".join(saying.split()) for saying in listed.split(";"))
        for language, listed in sayings.items()
    }


IN_STOCK: Final = table(
    en="""
        in stock; on hand; back in stock; available; available now; still available; available to order; available to
        buy; available for order; ready to ship; ready to be shipped; ready for dispatch; ready for
        shipping; ships today; ships within; ships in; ships tomorrow; ships now; dispatched within; usually
        dispatched within; usually ships within; ships immediately; leaves us today; in store; low stock;
        limited stock; limited availability; few left; only a few left; last piece; last pieces; last one;
        last items; last few; last tickets; few tickets left; tickets available; tickets left; tickets on
        sale; on sale now; now on sale; places available; places left; places free; free places; spaces
        available; spaces left; spots left; spots available; seats available; seats left; vacancies; rooms
        available; copies available; copies left; appointments available; slots available; free; still free;
        can be ordered; can be bought; can be booked; can be reserved; can be had; can be purchased;
        available for immediate delivery; immediate delivery; for sale; available online; vacant
    """,
    de="""
        auf lager; ab lager; sofort ab lager; sofort lieferbar; lieferbar; wieder lieferbar; verfügbar;
        sofort verfügbar; vorrätig; an lager; am lager; ab lager lieferbar; versandfertig; sofort
        versandfertig; sofort verfügbar; wenige verfügbar; wenige stück; nur noch wenige; geringer bestand;
        letzte stücke; letztes stück; letzte exemplare; erhältlich; wieder erhältlich; restkarten; karten
        verfügbar; tickets verfügbar; freie plätze; plätze frei; frei; noch frei; buchbar; bestellbar; im
        vorverkauf; kann bestellt werden; können bestellt werden; zu haben; im laden vorrätig; abholbereit;
        termine frei; freie termine
    """,
    fr="""
        en stock; disponible; disponibles; de nouveau disponible; de retour en stock; expédié sous;
        expédition sous; expédié en; prêt à expédier; disponible immédiatement; disponible à la vente;
        dernières pièces; derniers exemplaires; dernières places; plus que quelques; places disponibles;
        places restantes; stock limité; stock faible; en magasin; livrable; peut être commandé; peut être
        acheté; billets disponibles; en vente; créneaux disponibles; libre
    """,
    es="""
        en stock; disponible; disponibles; disponible ahora; de nuevo disponible; en existencias; hay
        existencias; hay stock; listo para enviar; envío inmediato; entrega inmediata; últimas unidades;
        últimas entradas; últimas plazas; quedan pocas; pocas unidades; entradas disponibles; plazas
        disponibles; plazas libres; a la venta; se puede comprar; libre
    """,
    it="""
        disponibile; disponibili; di nuovo disponibile; in stock; in magazzino; disponibilità immediata;
        pronta consegna; spedito in; spedizione in; pronto per la spedizione; ultimi pezzi; ultimi
        biglietti; ultimi posti; pochi pezzi; posti disponibili; posti liberi; in vendita; biglietti
        disponibili; acquistabile; ordinabile; libero
    """,
    nl="""
        op voorraad; weer op voorraad; voorradig; leverbaar; direct leverbaar; beschikbaar; uit voorraad
        leverbaar; weer leverbaar; verkrijgbaar; laatste stuks; laatste exemplaren; laatste kaarten; nog
        kaarten; kaarten beschikbaar; plaatsen vrij; plaatsen beschikbaar; vrij; te koop; te bestellen;
        morgen in huis; voor 23:59 besteld
    """,
    pt="""
        em stock; em estoque; disponível; disponíveis; novamente disponível; pronta entrega; envio imediato;
        entrega imediata; últimas unidades; últimos bilhetes; últimos ingressos; lugares disponíveis; vagas
        disponíveis; bilhetes disponíveis; ingressos disponíveis; à venda
    """,
    pl="""
        w magazynie; na stanie; dostępny; dostępna; dostępne; produkt dostępny; ponownie dostępny; wysyłka w
        24 godziny; wysyłka w 48 godzin; wysyłka w 24h; wysyłka natychmiast; ostatnie sztuki; ostatnie
        egzemplarze; ostatnie bilety; wolne miejsca; wolnych miejsc; bilety dostępne; w sprzedaży; do
        kupienia; na sprzedaż; wolny; wolne
    """,
    sv="""
        i lager; finns i lager; åter i lager; tillgänglig; tillgängligt; finns att köpa; skickas inom; få i
        lager; sista exemplaren; fåtal kvar; platser kvar; lediga platser; biljetter kvar; leveransklar; i
        webblager; ledig; lediga
    """,
    da="""
        på lager; er på lager; igen på lager; tilgængelig; fås nu; kan købes; få på lager; sidste
        eksemplarer; ledige pladser; pladser tilbage; billetter tilbage; sendes i dag; ledig; klar til
        levering; leveringsklar
    """,
    no="på lager; tilgjengelig; finnes på lager; få igjen; ledige plasser; klar til sending",
    fi="varastossa; heti saatavilla; saatavilla; paikkoja vapaana",
    cs="""
        skladem; je skladem; opět skladem; na skladě; dostupné; dostupný; dostupná; ihned k odeslání; ihned
        k odběru; poslední kusy; poslední kus; volná místa; volných míst; k dispozici; v prodeji
    """,
    sk="na sklade; skladom; dostupné; ihneď k odoslaniu",
    tr="stokta; stokta var; mevcut; hemen teslim",
    ja="""
        在庫あり; 在庫有り; 在庫がある; 在庫がございます; 在庫わずか; 残りわずか; 残席わずか; 発売中; 販売中; 購入可能; 予約可能; 空席あり; 空室あり; 即納; 即日発送; 当日発送;
        販売再開; 受付可
    """,
    zh="有货; 有現貨; 现货; 有庫存; 有库存; 可购买",
)

OUT_OF_STOCK: Final = table(
    en="""
        out of stock; sold out; not in stock; not available; unavailable; no longer available; currently
        unavailable; temporarily out of stock; temporarily unavailable; temporarily sold out; discontinued;
        no longer sold; no longer made; not for sale; off sale; no tickets; no places; no seats; no spaces;
        no vacancies; no availability; no appointments; no slots; fully booked; booked out; booked up; fully
        reserved; waiting list; waitlist; join the waiting list; none left; none available; all gone; taken;
        full; has sold out; have sold out; no stock; stock: none; cannot be ordered; cannot be bought; can
        not be ordered; allocation exhausted; cancelled; no longer be ordered; no places left; no tickets
        left; no seats left; reserved; sold
    """,
    de="""
        ausverkauft; nicht auf lager; nicht lieferbar; nicht verfügbar; derzeit nicht verfügbar; zurzeit
        nicht verfügbar; momentan nicht verfügbar; nicht mehr verfügbar; nicht vorrätig; nicht mehr
        lieferbar; vergriffen; ausgebucht; keine plätze; keine karten; keine tickets; keine termine;
        warteliste; belegt; voll belegt; nicht erhältlich; nicht mehr erhältlich; derzeit nicht lieferbar;
        leider ausverkauft; restlos ausverkauft; eingestellt; abgesagt; nicht bestellbar; nicht buchbar;
        vergeben; ohne bestand
    """,
    fr="""
        rupture de stock; en rupture de stock; en rupture; épuisé; épuisée; épuisés; épuisées; indisponible;
        indisponibles; non disponible; pas disponible; plus disponible; complet; complète; n'est plus
        disponible; momentanément indisponible; actuellement indisponible; liste d'attente; stock épuisé;
        plus en stock; pas en stock; aucune place; plus de places; guichets fermés; temporairement
        indisponible; produit arrêté; annulé; hors stock; vendu
    """,
    es="""
        agotado; agotada; agotados; agotadas; sin stock; sin existencias; no disponible; no disponibles;
        fuera de stock; no hay existencias; no hay stock; lista de espera; completo; temporalmente agotado;
        no hay entradas; no quedan entradas; no quedan plazas; sin plazas; ya no está disponible;
        descatalogado; cancelado; vendido
    """,
    it="""
        esaurito; esaurita; esauriti; esaurite; non disponibile; non disponibili; non in magazzino;
        attualmente non disponibile; temporaneamente non disponibile; al completo; lista d'attesa; non più
        disponibile; tutto esaurito; sold out; nessun posto; fuori produzione; annullato; fuori catalogo;
        venduto
    """,
    nl="""
        uitverkocht; niet op voorraad; niet leverbaar; niet beschikbaar; tijdelijk uitverkocht; niet meer
        leverbaar; niet voorradig; volgeboekt; vol; wachtlijst; geen plaatsen; geen kaarten; tijdelijk niet
        leverbaar; niet meer verkrijgbaar; uit het assortiment; geannuleerd
    """,
    pt="""
        esgotado; esgotada; esgotados; esgotadas; indisponível; sem stock; sem estoque; fora de estoque; não
        disponível; lista de espera; lotado; sem vagas; descontinuado; cancelado
    """,
    pl="""
        brak w magazynie; niedostępny; niedostępna; niedostępne; wyprzedany; wyprzedana; wyprzedane; brak
        towaru; chwilowo niedostępny; produkt niedostępny; brak miejsc; brak biletów; nakład wyczerpany;
        bilety wyprzedane; lista rezerwowa; wycofany; brak wolnych miejsc; odwołane; brak terminów; brak
    """,
    sv="""
        slut i lager; slutsåld; slutsålt; slutsålda; ej i lager; inte i lager; tillfälligt slut; fullbokad;
        fullbokat; väntelista; utgått; utgången; inte tillgänglig; inställt
    """,
    da="""
        udsolgt; ikke på lager; midlertidigt udsolgt; ikke tilgængelig; fuldt booket; venteliste; udgået;
        alt optaget; aflyst
    """,
    no="utsolgt; ikke på lager; fullbooket; venteliste; utgått; ikke tilgjengelig",
    fi="loppuunmyyty; ei varastossa; loppu; ei saatavilla; täynnä",
    cs="""
        vyprodáno; vyprodaný; není skladem; momentálně nedostupné; nedostupné; nedostupný; obsazeno; nejsou
        volná místa; dočasně nedostupné; prodej ukončen; zrušeno; nelze objednat; náhradníci
    """,
    sk="vypredané; nie je na sklade; nedostupné",
    tr="stokta yok; tükendi; mevcut değil",
    ja="""
        在庫なし; 在庫切れ; 品切れ; 売り切れ; 売切れ; 完売; 入荷待ち; 販売終了; 満席; 満室; 在庫がありません; 在庫はありません; 在庫ありません; 在庫がない; 欠品; 受付終了;
        キャンセル待ち; 生産終了; 取扱終了
    """,
    zh="缺货; 无货; 無貨; 售罄; 已售完; 售完; 暂无库存",
)

LATER: Final = table(
    en="""
        pre-order; preorder; pre-orders; preorders; pre-ordered; pre-order now; backorder; back-order; on
        backorder; coming soon; available soon; back soon; available from; in stock from; on order; in stock
        soon; expected; awaiting stock; on its way; arriving; due in; not yet available; not yet released;
        on sale from; on sale soon; sale starts; sale begins; presale; back in stock soon; not on sale yet;
        be back; register your interest; more on the way; is to follow
    """,
    de="""
        vorbestellen; vorbestellbar; vorbestellung; demnächst; bald verfügbar; in kürze; bald wieder;
        voraussichtlich; noch nicht verfügbar; noch nicht lieferbar; nachbestellt; im zulauf; lieferbar ab;
        verfügbar ab; erscheint am; vorverkauf startet; vorverkauf beginnt; wird nachgeliefert
    """,
    fr="""
        précommande; précommander; pré-commande; bientôt disponible; bientôt; prochainement; à venir;
        disponible à partir; réapprovisionnement; en cours de réapprovisionnement; sur commande
    """,
    es="""
        reserva anticipada; preventa; próximamente; disponible pronto; pronto disponible; pronto; disponible
        a partir; en camino; próxima reposición; pre-order
    """,
    it="""
        preordine; preordina; prenotabile; prossimamente; presto disponibile; in arrivo; disponibile dal;
        disponibile a partire; a breve; in riassortimento; presto
    """,
    nl="pre-order; reserveren; binnenkort; binnenkort leverbaar; verwacht; leverbaar vanaf; nabestelling",
    pt="pré-venda; pré-encomenda; brevemente; em breve; disponível a partir; reposição",
    pl="przedsprzedaż; zapowiedź; wkrótce; dostępny od; dostępne od; oczekiwanie na dostawę; już wkrótce",
    sv="förboka; förbeställ; kommer snart; snart i lager; beräknas i lager; åter i lager den",
    da="forudbestil; kommer snart; snart på lager; forventes; på lager igen",
    no="forhåndsbestill; kommer snart; forventet på lager",
    fi="ennakkotilaa; tulossa; tilaustuote",
    cs="předobjednávka; předobjednat; připravujeme; již brzy; brzy; očekáváme; na cestě",
    ja="予約受付中; 近日発売; 近日入荷; 発売予定; 入荷予定; 再入荷; 予約商品; 販売予定; お取り寄せ",
    zh="预售; 即将上市; 到货通知",
)

NOTIFY: Final = table(
    en="""
        notify me; email me when; e-mail me when; tell me when; tell me; let me know when; remind me; alert
        me; get notified; stock alert; in stock alert; in stock alerts; write when it is; write to you; sign
        up for; be the first to know; we will write; we'll write; when it is back; back in stock?
    """,
    de="benachrichtigen; benachrichtigung; erinnern; bescheid geben; sobald; wieder verfügbar ist",
    fr="m'avertir; prévenez-moi; être averti; m'alerter; me prévenir; dès que; alerte stock",
    es="avísame; avisarme; avísenme; notificarme; cuando esté disponible",
    it="avvisami; avvertimi; notificami; quando disponibile; non appena",
    nl="houd me op de hoogte; mail me; waarschuw mij; bericht bij voorraad; zodra",
    pt="avise-me; avisar-me; me avise; notificar-me; quando disponível",
    pl="powiadom mnie; powiadom o dostępności; powiadomienie o dostępności; daj mi znać",
    sv="meddela mig; bevaka; mejla mig; påminn mig",
    da="giv mig besked; få besked; underret mig",
    cs="hlídat dostupnost; upozornit mě; hlídací pes; až bude skladem",
    ja="入荷通知; 入荷お知らせ; 再入荷通知; お知らせを受け取る",
)

BUY_BUTTONS: Final = table(
    en="""
        add to basket; add to cart; add to bag; add to trolley; buy; buy now; buy tickets; order; order now;
        into basket; book; book now; book tickets; reserve; purchase; checkout; get tickets; continue to
        checkout; put in basket; place order; to the checkout; buy it now; buy ticket; reserve now
    """,
    de="in den warenkorb; in den einkaufswagen; kaufen; jetzt kaufen; bestellen; jetzt bestellen; buchen",
    fr="ajouter au panier; acheter; commander; réserver; acheter maintenant; mettre au panier",
    es="añadir al carrito; añadir a la cesta; agregar al carrito; comprar; comprar ahora; comprar entradas",
    it="aggiungi al carrello; acquista; acquista ora; compra; compra ora; ordina; metti nel carrello",
    nl="in winkelwagen; in winkelmand; in winkelmandje; bestellen; bestel nu; kopen; koop nu; boeken",
    pt="adicionar ao carrinho; comprar; comprar agora; adicionar ao cesto; encomendar",
    pl="do koszyka; dodaj do koszyka; kup; kup teraz; zamów; kup bilet; rezerwuj; kup bilety",
    sv="lägg i varukorgen; lägg i kundvagn; lägg i varukorg; köp; köp nu; beställ; boka; köp biljett",
    da="læg i kurv; læg i kurven; tilføj til kurv; køb; køb nu; bestil; køb billet",
    no="legg i handlekurv; kjøp; kjøp nå; bestill",
    fi="lisää ostoskoriin; lisää koriin; osta; tilaa",
    cs="do košíku; přidat do košíku; koupit; vložit do košíku; objednat; rezervovat; koupit vstupenky",
    tr="sepete ekle; satın al",
    ja="カートに入れる; カートに追加; カートへ入れる; 購入する; 購入手続きへ; 今すぐ買う; 注文する; 予約する; かごに入れる; 買い物かごに入れる",
    zh="加入购物车; 立即购买; 加入購物車",
)

# Words that say the state is not known to the page itself.
PENDING: Final = table(
    en="""
        checking availability; loading; please wait; choose a size; choose your size to see; select a size;
        choose an option to see; ask for availability; availability on request; call for availability;
        to see whether it is available; to see availability; availability changes
    """,
    de="wird geladen; verfügbarkeit wird geprüft; bitte wählen; verfügbarkeit auf anfrage; lädt",
    fr="chargement; vérification de la disponibilité; nous consulter; veuillez choisir",
    es="cargando; consultar disponibilidad; comprobando disponibilidad",
    it="caricamento; verifica disponibilità; disponibilità su richiesta",
    nl="laden; voorraad wordt gecontroleerd",
    pt="a carregar; carregando; consultar disponibilidade",
    pl="ładowanie; sprawdzanie dostępności; zapytaj o dostępność; wczytywanie",
    sv="laddar; kontrollerar lager",
    da="indlæser; henter lagerstatus",
    cs="načítání; ověřujeme dostupnost; dostupnost na dotaz",
    ja="読み込み中; 在庫確認中; お問い合わせください; ご確認ください",
)

ENTRY_OPEN: Final = table(
    en="""
        registration is open; registration open; registration is now open; registrations are open; now open;
        enrolment is open; enrollment is open; entries are open; entries open; applications are open;
        applications open; sign-up is open; signup is open; sign up now; register now; apply now; open now;
        enrol now; enroll now; enter now; can register now; can sign up now; can apply now; is open;
        accepting applications; taking applications; now accepting; registration has opened; are open; open;
        admissions open; bookings are open; booking is open; applications are being accepted; has opened;
        applications are accepted; enter here; register here; apply here; sign up here
    """,
    de="""
        anmeldung ist offen; anmeldung geöffnet; anmeldung offen; jetzt anmelden; anmeldung möglich;
        anmeldungen ab sofort; anmeldung ab sofort; ab sofort anmelden; ab sofort nehmen wir anmeldungen;
        einschreibung geöffnet; jetzt bewerben; bewerbung möglich; bewerbungen werden angenommen; offen;
        geöffnet; jetzt registrieren; registrierung offen; anmeldefrist läuft; jetzt einschreiben
    """,
    fr="""
        inscriptions ouvertes; inscription ouverte; les inscriptions sont ouvertes; s'inscrire maintenant;
        candidatures ouvertes; inscrivez-vous; ouvertes; ouverte; ouvert; dépôt des candidatures ouvert
    """,
    es="""
        inscripciones abiertas; inscripción abierta; plazo abierto; abierto el plazo; matrícula abierta;
        convocatoria abierta; inscríbete; abierto; abierta; abiertas; solicitudes abiertas
    """,
    it="""
        iscrizioni aperte; iscrizione aperta; sono aperte le iscrizioni; iscriviti ora; candidature aperte;
        bando aperto; aperte; aperto; aperta; domande aperte
    """,
    nl="inschrijving geopend; inschrijving is geopend; aanmelding geopend; schrijf je in; geopend; open",
    pt="inscrições abertas; inscrição aberta; candidaturas abertas; matrículas abertas; abertas; aberta",
    pl="""
        rekrutacja trwa; trwa rekrutacja; zapisy trwają; trwają zapisy; zapisy otwarte; nabór trwa; trwa
        nabór; rejestracja otwarta; rekrutacja otwarta; zapisz się; otwarte; otwarta; nabór otwarty
    """,
    sv="anmälan är öppen; anmälan öppen; anmälan öppnad; anmäl dig nu; ansökan öppen; öppen; öppet",
    da="tilmelding er åben; tilmelding åben; tilmeld dig nu; åben for tilmelding; ansøgning åben; åben",
    no="påmelding åpen; påmeldingen er åpen; meld deg på; åpen",
    cs="přihlašování otevřeno; registrace otevřena; zápis otevřen; přihlaste se; otevřeno; otevřena",
    ja="受付中; 募集中; 申込受付中; お申し込み受付中; 出願受付中; 申込開始; 受付を開始しました",
)

ENTRY_CLOSED: Final = table(
    en="""
        registration closed; registration is closed; registration has closed; registrations closed; closed;
        entries closed; entries are closed; entries have closed; applications are closed; no longer
        accepted; applications closed; not accepted; fully booked; full; waiting list; not open yet; not yet
        open; not open; paused; suspended; deadline has passed; period has ended; has ended; have ended;
        will open; opens on; open on; opens in; no longer possible; is over; not taking; not accepting; sold
        out; enrolment closed; enrolment is closed; begins on; starts on; begins in; no more places; opening
        soon; has closed; have closed; registration ended; not currently accepting; postponed
    """,
    de="""
        anmeldung geschlossen; anmeldeschluss war; anmeldung beendet; nicht mehr möglich; ausgebucht;
        anmeldung noch nicht; noch nicht möglich; noch nicht offen; geschlossen; beendet; warteliste; öffnet
        am; beginnt am; startet am; ab dem; anmeldefrist abgelaufen; abgelaufen; pausiert
    """,
    fr="""
        inscriptions closes; inscription close; inscriptions fermées; fermées; fermée; closes; complet;
        inscriptions terminées; ouvriront; ouvrira; liste d'attente; pas encore ouvertes; clôturées
    """,
    es="""
        inscripciones cerradas; inscripción cerrada; plazo cerrado; cerrado; cerrada; cerradas; finalizado;
        plazo finalizado; se abrirá; se abrirán; lista de espera; completo; aún no; todavía no
    """,
    it="""
        iscrizioni chiuse; iscrizione chiusa; chiuse; chiusa; chiuso; scaduto; apriranno; aprirà; lista
        d'attesa; non ancora aperte; al completo; termine scaduto
    """,
    nl="inschrijving gesloten; aanmelding gesloten; gesloten; vol; wachtlijst; opent op; nog niet geopend",
    pt="inscrições encerradas; encerradas; encerrada; encerrado; fechadas; lista de espera; abrem em",
    pl="""
        rekrutacja zakończona; zakończona; zakończone; zakończony; zapisy zamknięte; zamknięte; zamknięta;
        nabór zakończony; lista rezerwowa; rozpocznie się; rozpoczną się; jeszcze nie; brak miejsc
    """,
    sv="anmälan stängd; anmälan är stängd; stängd; stängt; fullbokat; väntelista; öppnar den",
    da="tilmelding lukket; lukket; fuldt booket; venteliste; åbner den",
    no="påmelding stengt; stengt; fulltegnet; venteliste; åpner",
    cs="přihlašování uzavřeno; registrace uzavřena; uzavřeno; uzavřena; ukončeno; naplněno; bude otevřen",
    ja="受付終了; 募集終了; 締め切りました; 締切; 定員に達し; 受付前; 受付開始前; 終了しました; 休止中",
)

OPEN: Final = table(
    en="""
        open; open again; reopened; re-opened; has reopened; now open; open to visitors; open daily; open to
        traffic; on show; now on show; open to the public; open now; has opened; passable
    """,
    de="geöffnet; offen; wieder geöffnet; wiedereröffnet; wieder offen; freigegeben; hat geöffnet",
    fr="ouvert; ouverte; ouverts; ouvertes; rouvert; rouverte; de nouveau ouvert; rétablie",
    es="abierto; abierta; abiertos; abiertas; reabierto; reabierta",
    it="aperto; aperta; aperti; aperte; riaperto; riaperta",
    nl="open; geopend; heropend; weer open",
    pt="aberto; aberta; abertos; abertas; reaberto; reaberta",
    pl="otwarte; otwarty; otwarta; czynne; czynny; ponownie otwarty",
    sv="öppet; öppen; öppna; åter öppet",
    da="åben; åbent; åbne; genåbnet",
    no="åpen; åpent; gjenåpnet",
    cs="otevřeno; otevřen; otevřena; otevřené; znovu otevřeno",
    ja="開館中; 営業中; 公開中; 開園中; 通行可; 通行可能; 営業しています; 開放中",
)

CLOSED: Final = table(
    en="""
        closed; shut; stays shut; stays closed; remains closed; not open; will open; to open; opens on;
        closed until; temporarily closed; permanently closed; will reopen; closed for; not open yet; will
        not open; out of service; suspended; to reopen; reopens on
    """,
    de="""
        geschlossen; gesperrt; zu; bleibt zu; bleibt geschlossen; nicht geöffnet; außer betrieb;
        vollsperrung; noch nicht geöffnet; öffnet am; wird geöffnet; geschlossen bis
    """,
    fr="fermé; fermée; fermés; fermées; rouvrira; ouvrira; fermeture; interrompue; interrompu",
    es="cerrado; cerrada; cerrados; cerradas; reabrirá; abrirá; cortado; cortada",
    it="chiuso; chiusa; chiusi; chiuse; riaprirà; aprirà; chiusura",
    nl="gesloten; dicht; afgesloten; gaat open; heropent",
    pt="fechado; fechada; encerrado; encerrada; reabre; reabrirá",
    pl="zamknięte; zamknięty; zamknięta; nieczynne; nieczynny; nieczynna; zostanie otwarty",
    sv="stängt; stängd; stängda; avstängd; öppnar",
    da="lukket; lukkede; spærret; åbner; genåbner",
    no="stengt; lukket; åpner",
    cs="zavřeno; zavřen; zavřena; uzavřeno; uzavřen; mimo provoz",
    ja="休館中; 休業中; 閉館; 休止中; 休園中; 通行止め; 閉鎖中; 閉鎖; 臨時休業; 休止しています",
)

# Words that may stand before a state without naming another thing: "Availability: in stock", "This item is sold out".
NEUTRAL: Final = table(
    en="""
        availability; status; stock; item; product; article; this; these; it; is; are;
        currently; now; only; just; still; again; has; have; been; the; a; temporarily; sorry;
        unfortunately; all; almost; nearly; more; than; yes; at; present; moment; and; tickets; ticket;
        seats; seat; places; place; spaces; event; show; concert; course; registration; registrations;
        registering; entries; entry; applications; application; enrolment; sign-up; signup; bookings;
        booking; they; we; you; can; there; limited; good; news; for; size; colour; color; of; edition;
        online; delivery; pieces; copies; left; usually; intake; period; year; beginning; in; race; class;
        sales; today; shop; appointment; appointments; season; kept; held; stocked; performance
    """,
    de="""
        verfügbarkeit; status; lager; lagerbestand; bestand; artikel; produkt; der; die; das; dieser;
        dieses; diese; ist; sind; derzeit; aktuell; momentan; jetzt; nur; noch; wieder; leider; sofort;
        zurzeit; karten; tickets; plätze; anmeldung; anmeldungen; die; bewerbung; es; wir; haben; hat; bis;
        auf; weiteres; wegen; eines; bleibt; einschreibung; kurs; größe; stück
    """,
    fr="""
        disponibilité; statut; stock; article; produit; ce; cet; cette; le; la; les; est; sont;
        actuellement; encore; de; nouveau; en; billets; places; inscriptions; inscription; taille; désolé;
        malheureusement; momentanément; à; plus
    """,
    es="""
        disponibilidad; estado; stock; artículo; producto; este; esta; el; la; los; las; está; están;
        actualmente; ahora; entradas; plazas; inscripciones; inscripción; plazo; talla; de
    """,
    it="""
        disponibilità; stato; articolo; prodotto; questo; il; la; i; le; è; sono; attualmente; ora;
        biglietti; posti; iscrizioni; iscrizione; taglia; di; nuovo
    """,
    nl="beschikbaarheid; status; artikel; product; dit; het; de; is; zijn; nu; weer; nog; kaarten",
    pt="disponibilidade; estado; produto; artigo; este; o; a; os; as; está; estão; bilhetes; ingressos",
    pl="""
        dostępność; status; stan; produkt; towar; ten; jest; są; obecnie; bilety; miejsca; jeszcze;
        rekrutacja; zapisy; nabór; na; rok; szkolny; została; został; zostały; rejestracja
    """,
    sv="lagerstatus; status; varan; produkten; artikeln; är; finns; nu; biljetter; anmälan; just; för",
    da="lagerstatus; status; varen; produktet; er; nu; billetter; tilmelding; tilmeldingen; lige",
    no="lagerstatus; status; varen; produktet; er; nå; billetter; påmelding",
    cs="dostupnost; stav; zboží; produkt; toto; je; jsou; nyní; vstupenky; registrace; přihlašování",
    ja="在庫; 在庫状況; 状態; 商品; この商品; 現在; ただいま; チケット; 受付; 申込",
)

# Words that may follow a state without taking anything of it back: "in stock in our shop", "open daily to visitors".
AFTER_STATE: Final = table(
    en="""
        now; today; again; online; in; store; stores; shop; our; your; the; immediately; here; for; immediate; delivery;
        collection; pickup; collect; shipping; worldwide; everyone; all; everywhere; at; moment; present; as; usual;
        daily; every; day; to; visitors; public; traffic; both; directions; this; per; person; from; stock; and;
        ready; ship; ships; dispatch; dispatched; dispatches; within; hour; hours; days; working; business; by; free; with;
        order; right; straight; away; warehouse; on; left; until; till; through; buy; yes; cars; hikers; pedestrians;
        cyclists; guests; who; want; week; seven; throughout; more; than; least; copies; pieces; pairs; units; only; few;
        still; race; entries; also; its; sizes; colours; download; purchase; walk; drive; once; again; normal; hours;
        an; a; next; post; sent; send; we; it; can; be; you; have; has; new
    """,
    de="""
        jetzt; heute; wieder; online; im; laden; in; unserem; sofort; hier; für; den; die; das; verkehr; besucher; alle;
        täglich; und; versand; versandfertig; lieferbar; abholung; zur; lieferzeit; werktage; werktagen; tage; tagen; tag; ab;
        lager; von; bis; uhr; stück; noch; zum; bestellbar; filiale; autos; fußgänger; radfahrer; freigegeben; beiden;
        richtungen; mehr; als; stunden; innerhalb; fertig
    """,
    fr="""
        maintenant; aujourd'hui; de; nouveau; en; ligne; magasin; ici; immédiatement; pour; le; la; les; livraison; retrait;
        expédié; expédition; sous; h; heures; jours; jour; tous; public; visiteurs; à; au; aux; circulation; et; dans; nos;
        magasins; immédiate; ouvrés; ouvrables; voitures; deux; sens; quotidiennement
    """,
    es="""
        ahora; hoy; de; nuevo; en; línea; tienda; tiendas; aquí; inmediatamente; para; el; la; los; las; envío; entrega;
        recogida; inmediato; inmediata; horas; días; todos; público; visitantes; al; tráfico; y; a; diario; nuestra
    """,
    it="""
        ora; oggi; di; nuovo; online; in; negozio; qui; subito; per; il; la; le; i; spedizione; consegna; ritiro; immediata;
        ore; giorni; tutti; pubblico; visitatori; al; traffico; e; ogni; giorno; lavorativi; entro
    """,
    nl="""
        nu; vandaag; weer; online; in; de; winkel; hier; direct; voor; het; verkeer; bezoekers; publiek; dagelijks; en;
        levering; verzending; morgen; huis; uur; dagen; werkdagen; afhalen; onze; binnen
    """,
    pt="""
        agora; hoje; novamente; online; na; no; loja; aqui; imediatamente; para; o; a; os; as; envio; entrega; levantamento;
        imediato; imediata; horas; dias; todos; público; visitantes; ao; trânsito; e; diariamente; em
    """,
    pl="""
        teraz; dziś; dzisiaj; znów; ponownie; online; w; sklepie; tutaj; od; ręki; natychmiast; dla; zwiedzających; wszystkich;
        ruchu; codziennie; i; wysyłka; dostawa; godzin; godziny; dni; dzień; na; do; roboczych; odbiór
    """,
    sv="""
        nu; idag; i; dag; igen; online; butik; här; direkt; för; trafik; besökare; allmänheten; dagligen; och; leverans;
        skickas; inom; dagar; vardagar; timmar; vår; alla; webblager
    """,
    da="""
        nu; i; dag; igen; online; butikken; her; straks; for; trafik; besøgende; offentligheden; dagligt; og; levering; til;
        afsendes; inden; dage; hverdage; timer; alle; vores; butik; fjernlager
    """,
    no="nå; i; dag; igjen; på; nett; butikk; her; for; trafikk; besøkende; daglig; og; levering; sendes; dager; alle",
    cs="""
        nyní; dnes; opět; znovu; online; v; prodejně; zde; ihned; pro; veřejnost; návštěvníky; dopravu; denně; a; odeslání;
        doručení; do; hodin; dnů; dní; na; eshopu; všechny; k
    """,
    ja="です; ます; 即日; 本日; 発送; 中; しています; ございます; あり; にて",
)

UNITS_TO_HAVE: Final = table(
    en="""
        ticket; tickets; place; places; seat; seats; space; spaces; spot; spots; copy; copies; piece;
        pieces; pair; pairs; set; sets; room; rooms; slot; slots; appointment; appointments; item; items;
        unit; units; bottle; bottles; bike; bikes; vacancy; berths
    """,
    de="karten; karte; tickets; plätze; platz; stück; exemplare; termine; termin; zimmer",
    fr="billets; billet; places; place; exemplaires; pièces; créneaux; chambres",
    es="entradas; entrada; plazas; plaza; unidades; ejemplares; citas; habitaciones",
    it="biglietti; biglietto; posti; posto; pezzi; copie; camere; appuntamenti",
    nl="kaarten; kaartjes; tickets; plaatsen; stuks; exemplaren; kamers; afspraken",
    pt="bilhetes; ingressos; lugares; vagas; unidades; exemplares; quartos",
    pl="bilety; biletów; bilet; miejsca; miejsc; sztuk; sztuki; egzemplarzy; terminy; pokoje",
    sv="biljetter; platser; stycken; exemplar; rum; tider",
    da="billetter; pladser; stk; eksemplarer; værelser; tider",
    cs="vstupenky; vstupenek; místa; míst; kusů; kusy; ks; pokoje; termíny",
    ja="点; 枚; 席; 個; 台; 冊; 室; 名",
)

# The header of a column, or the name of a datum, that counts what can be had.
STOCK_HEADERS: Final = table(
    en="""
        stock; free stock; in stock; available; availability; free; free slots; free places; places; places
        left; left; remaining; quantity; seats left; inventory; inventory_quantity; stock_level;
        is_available; in_stock; quantity_available; spaces; vacancies; to take away; on hand; for collection
    """,
    de="bestand; lagerbestand; verfügbar; verfügbarkeit; freie plätze; frei; lager",
    fr="stock; disponible; disponibilité; places restantes; places libres",
    es="stock; existencias; disponible; disponibilidad; plazas libres",
    it="giacenza; disponibile; disponibilità; posti liberi",
    nl="voorraad; beschikbaar; vrije plaatsen",
    pt="stock; estoque; disponível; vagas",
    pl="stan; dostępność; wolne miejsca; wolnych miejsc; stan magazynowy",
    sv="lager; lagersaldo; lediga platser",
    da="lager; lagerbeholdning; ledige pladser",
    cs="sklad; skladem; dostupnost; volná místa",
    ja="在庫; 在庫数; 残席; 空席; 残り",
)


# Labels of the first day on which something can be had.
NEXT_FREE: Final = table(
    en="""
        next free appointment; next available appointment; earliest appointment; earliest free appointment; next free
        slot; next available slot; next available; next free date; earliest available date; first free appointment
    """,
    de="nächster freier termin; nächster termin; frühester termin; nächster verfügbarer termin",
    fr="prochain rendez-vous disponible; prochain créneau disponible; prochain rendez-vous",
    es="próxima cita disponible; próxima cita libre; primera cita disponible",
    it="primo appuntamento disponibile; prossimo appuntamento disponibile; prima disponibilità",
    nl="eerstvolgende afspraak; eerste vrije afspraak; eerstvolgende vrije afspraak",
    pt="próxima vaga; próximo horário disponível; próxima consulta disponível",
    pl="najbliższy wolny termin; pierwszy wolny termin",
    sv="nästa lediga tid; första lediga tid",
    da="næste ledige tid; første ledige tid",
    cs="nejbližší volný termín; první volný termín",
    ja="次の空き; 最短の空き",
)

# Goods that are made once somebody has ordered them.
MADE_LATER: Final = table(
    en="to order; made to order; built to order; built for you; made for you; weeks; lead time; on demand; bespoke",
    de="auf bestellung; wochen; sonderanfertigung; lieferzeit; nach maß; auf anfrage",
    fr="sur commande; semaines; sur mesure; délai",
    es="por encargo; semanas; a medida; plazo de entrega",
    it="su ordinazione; settimane; su misura; tempi di consegna",
    nl="op bestelling; weken; op maat; levertijd",
    pt="por encomenda; semanas; à medida",
    pl="na zamówienie; tygodni; tygodnie; na wymiar",
    sv="på beställning; veckor; leveranstid",
    da="på bestilling; uger; leveringstid",
    cs="na objednávku; na zakázku; týdnů; týdny",
    ja="受注生産; お取り寄せ; 週間",
)

# After a count of what is left.
LEFT: Final = table(
    en="left; available; in stock; remaining; free; to go",
    de="verfügbar; übrig; frei; auf lager; vorrätig; freie plätze",
    fr="restant; restants; restante; restantes; disponible; disponibles; libre; libres; en stock",
    es="restantes; disponibles; libres; disponible; en stock",
    it="rimasti; rimaste; disponibili; liberi; disponibile",
    nl="over; beschikbaar; vrij; op voorraad",
    pt="restantes; disponíveis; livres; em stock; em estoque",
    pl="dostępne; dostępnych; wolnych; wolne; na stanie; wolne miejsca; wolnych miejsc",
    sv="kvar; lediga; i lager",
    da="tilbage; ledige; på lager",
    cs="zbývá; volných; volná; skladem",
)

# Before a count of what is left.
ONLY: Final = table(
    en="only; just",
    de="nur noch; noch",
    fr="plus que; il reste; encore",
    es="quedan; solo quedan; queda",
    it="restano; rimangono; solo; ancora",
    nl="nog; nog maar; slechts",
    pt="restam; só restam; apenas",
    pl="jeszcze; zostało; tylko",
    sv="endast; bara; det finns",
    da="kun; der er",
    cs="zbývá; zbývají; už jen",
)


def every(*tables: Table) -> tuple[str, ...]:
    """All sayings of the tables, in whatever language."""
    return tuple(saying for table in tables for sayings in table.values() for saying in sayings)
