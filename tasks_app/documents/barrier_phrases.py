"""The words of barriers in the twelve languages that the web is mostly written in, as `comparing.comparable` has them.

`TITLES` are whole titles or headings. `SENTENCES` begin a sentence. `TELLING` may stand anywhere in a sentence, since
no page says them of anything else. The languages are en, es, de, ja, fr, pt, ru, it, nl, pl, tr, zh, in this order.
"""

import re

from tasks_app.documents.types import BarrierKind as Kind


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


TITLES: dict[Kind, re.Pattern[str]] = {
    Kind.BOT_CHECK: _any(
        r"just a (?:moment|second)\W*|one moment,? please\W*|attention required!?|pardon our interruption\W*|robot or human\W*",
        r"(?:are you (?:a )?(?:human|robot)|access denied|access to this page has been denied|request (?:blocked|rejected))\W*",
        r"(?:(?:human|bot|robot|security|browser) (?:check|verification|challenge)|security checkpoint|captcha)\W*",
        r"(?:(?:4(?:03|29)|error)\W*)?(?:forbidden|too many requests|rate limit(?:ed| exceeded)?)\W*",
        r"un momento\W*|acceso denegado|verificaci[oó]n de seguridad|(?:¿)?eres un robot\W*|nur einen moment\W*|zugriff verweigert",
        r"sicherheits(?:prüfung|überprüfung|check)|bist du ein (?:mensch|roboter)\W*|しばらくお待ちください\W*|アクセスが拒否されました\W*",
        r"セキュリティ(?:チェック|確認)|un instant\W*|acc[eè]s (?:refusé|interdit)|vérification de sécurité|um momento\W*",
        r"acesso negado|verificação de segurança|один момент\W*|доступ (?:запрещ[её]н|ограничен)|проверка (?:безопасности|браузера)",
        r"un attimo\W*|accesso negato|controllo di sicurezza|een ogenblik(?: geduld)?\W*|toegang geweigerd|beveiligingscontrole",
        r"chwileczkę\W*|odmowa dostępu|brak dostępu|bir dakika\W*|erişim (?:engellendi|reddedildi)|güvenlik (?:kontrolü|doğrulaması)",
        r"请稍候\W*|请稍等\W*|访问被拒绝|安全(?:验证|检查)|人机验证",
    ),
    Kind.QUEUE: _any(
        r"you(?: are|'re) (?:now )?in (?:the )?(?:line|queue)\W*|(?:virtual )?waiting room|queue[- ]it",
        r"(?:est[aá]s|est[aá]) en (?:la )?(?:cola|fila)(?: virtual)?\W*|sala de espera|(?:sie sind|du bist) in der warteschlange\W*|warte(?:raum|schlange)",
        r"待合室|順番待ち\W*|ただいま大変混み合っております\W*|salle d'attente|vous [eê]tes dans la file(?: d'attente)?\W*",
        r"sala de espera|você está na fila\W*|вы в очереди\W*|зал ожидания|sala d'attesa|sei in (?:coda|fila)\W*|wacht(?:kamer|rij)",
        r"(?:je|u) (?:staat|bent) in de (?:wacht)?rij\W*|poczekalnia|jesteś w kolejce\W*|bekleme odası|sıradasınız\W*|排队中\W*|您正在排队\W*",
    ),
    Kind.MAINTENANCE: _any(
        r"(?:site |website |scheduled |system )?(?:maintenance|maintenance mode|under maintenance|down for maintenance)\W*",
        r"we(?:'ll| will) be (?:right )?back(?: soon| shortly)?\W*|be right back\W*|(?:en|modo de|sitio en) mantenimiento\W*|volvemos (?:pronto|enseguida)\W*",
        r"wartung(?:sarbeiten|smodus)?\W*|wir sind (?:gleich|bald) (?:wieder da|zurück)\W*|(?:ただいま)?(?:システム)?メンテナンス中(?:です)?\W*",
        r"(?:site )?en (?:cours de )?maintenance\W*|nous revenons (?:bientôt|vite)\W*|(?:site )?em manutenção\W*|voltamos (?:já|em breve)\W*",
        r"(?:технические работы|техническое обслуживание|сайт на обслуживании|скоро верн[её]мся)\W*|(?:sito )?in manutenzione\W*|torniamo (?:presto|subito)\W*",
        r"(?:in )?onderhoud\W*|we zijn (?:zo|snel) terug\W*|przerwa techniczna\W*|wracamy (?:wkrótce|niebawem)\W*|bakım(?: modu|dayız| çalışması)?\W*|(?:系统)?维护中\W*|网站维护\W*",
    ),
    Kind.ERROR_PAGE: _any(
        r"(?:http )?(?:error )?(?:status )?(?:400|401|405|406|408|418|50[0-9]|52[0-9]|530)(?: error)?\W*",
        r"(?:(?:http |error |status )*(?:400|405|50[0-9]|52[0-9])\W*)?(?:bad request|bad gateway|gateway time-?out|(?:internal )?server error)\W*",
        r"(?:(?:http |error |status )*503\W*)?service (?:temporarily )?unavailable\W*",
        r"(?:an )?(?:unexpected |application |database |fatal )?error(?: occurred| has occurred)?\W*|(?:oops\W*)?something went wrong\W*",
        r"error establishing a database connection\W*|(?:error interno del servidor|ha ocurrido un error|algo (?:salió|ha salido) mal)\W*",
        r"(?:interner serverfehler|(?:ein )?(?:unerwarteter )?fehler(?: ist)?(?: aufgetreten)?|etwas ist schiefgelaufen|da ist etwas schiefgelaufen)\W*",
        r"(?:エラーが発生しました|サーバーエラー|内部サーバーエラー)\W*|(?:une erreur (?:est survenue|s'est produite)|erreur (?:interne )?(?:du )?serveur)\W*",
        r"(?:ocorreu um erro|erro interno do servidor|algo deu errado)\W*|(?:произошла ошибка|внутренняя ошибка сервера|ошибка сервера|что-то пошло не так)\W*",
        r"(?:si è verificato un errore|errore interno del server|qualcosa è andato storto)\W*|(?:er is (?:iets|een fout) (?:misgegaan|opgetreden)|interne serverfout)\W*",
        r"(?:wystąpił błąd|błąd serwera|wewnętrzny błąd serwera|coś poszło nie tak)\W*|(?:bir hata oluştu|sunucu hatası|bir şeyler ters gitti)\W*",
        r"(?:服务器(?:内部)?错误|发生错误|出错了|系统错误)\W*",
    ),
    Kind.SOFT_404: _any(
        r"(?:(?:http |error )*404\W*)(?:error|page not found|not found)?\W*|(?:the |this )?(?:page|content|url|file) (?:was )?(?:not found|can(?:no|')?t be found)\W*",
        r"not found\W*|(?:oops!? )?(?:we )?(?:can(?:no|')?t|couldn'?t) find (?:that|this|the) page\W*|nothing (?:was )?found(?: here)?\W*|(?:this )?page (?:does not|doesn't) exist\W*",
        r"(?:(?:error )?404\W*)?(?:p[aá]gina no encontrada|la p[aá]gina no existe)\W*|(?:404\W*)?(?:(?:die )?seite (?:wurde )?nicht gefunden|(?:diese|die) seite (?:existiert|gibt es) nicht)\W*",
        r"(?:404\W*)?(?:(?:お探しの)?ページ(?:が|は)(?:見つかりません(?:でした)?|存在しません))\W*|(?:(?:erreur )?404\W*)?(?:page (?:introuvable|non trouvée)|cette page n'existe (?:pas|plus))\W*",
        r"(?:(?:erro )?404\W*)?(?:página não encontrada|(?:esta|a) página não existe)\W*|(?:(?:ошибка )?404\W*)?(?:страница не найдена|такой страницы (?:нет|не существует)|страница не существует)\W*",
        r"(?:(?:errore )?404\W*)?(?:pagina non trovata|(?:questa|la) pagina non esiste)\W*|(?:(?:fout )?404\W*)?(?:pagina niet gevonden|deze pagina bestaat niet(?: meer)?)\W*",
        r"(?:(?:błąd )?404\W*)?(?:(?:nie znaleziono strony|strona nie (?:została znaleziona|istnieje)))\W*|(?:(?:hata )?404\W*)?(?:sayfa bulunamadı|böyle bir sayfa yok)\W*",
        r"(?:404\W*)?(?:页面(?:不存在|未找到|找不到)|找不到(?:该|此)?页面|您访问的页面不存在)\W*",
    ),
    Kind.REGION: _any(
        r"(?:this (?:content|page|site|service|video) is )?(?:not|un)\s?available in your (?:region|country|location|area)\W*|unavailable for legal reasons\W*",
        r"no disponible en (?:tu|su) (?:regi[oó]n|pa[ií]s)\W*|(?:in (?:ihrer|deiner) region|in (?:ihrem|deinem) land) nicht verfügbar\W*",
        r"(?:お住まいの|お客様の)(?:地域|国)では(?:ご利用いただけません|利用できません|視聴できません)\W*|(?:non|pas|in)\s?disponible dans votre (?:pays|région)\W*",
        r"(?:não disponível|indisponível) (?:na sua região|no seu pa[ií]s)\W*|недоступн[оаы] в ваш(?:ем регионе|ей стране)\W*",
        r"non disponibile nel(?:la)? (?:tua|tuo|vostra|vostro|sua|suo) (?:regione|paese|area)\W*|niet beschikbaar in (?:je|jouw|uw) (?:regio|land)\W*",
        r"niedostępn[eay] w (?:twoim (?:kraju|regionie)|twojej lokalizacji)\W*|bölgenizde kullanılamıyor\W*|ülkenizde kullanılamıyor\W*|您所在的(?:地区|国家)(?:不可用|无法访问|无法使用)\W*",
    ),
    Kind.SIGN_IN: _any(
        r"(?:members|subscribers) only\W*|(?:please )?(?:sign|log) ?in(?: to continue| required| to view this page)?\W*|login\W*|authorization required\W*|unauthorized\W*",
        r"(?:solo para (?:miembros|socios)|iniciar sesión|inicia sesión)\W*|(?:nur für mitglieder|anmelden|anmeldung(?: erforderlich)?|einloggen)\W*|(?:ログイン|会員限定)\W*",
        r"(?:réservé aux (?:membres|abonnés)|connexion|se connecter|identifiez-vous)\W*|(?:somente para membros|entrar|iniciar sessão|faça login)\W*|(?:вход|войти|авторизация|только для участников)\W*",
        r"(?:accedi|accesso|solo per i (?:membri|soci))\W*|(?:inloggen|aanmelden|alleen voor leden)\W*|(?:zaloguj się|logowanie|tylko dla członków)\W*|(?:giriş(?: yap(?:ın)?)?|oturum aç(?:ın)?)\W*|(?:登录|请登录|用户登录|会员登录)\W*",
    ),
    Kind.PARKED: _any(
        r".{0,40}(?:domain parked|parked domain|domain (?:is|may be) for sale|is for sale!?)|buy this domain\W*|(?:diese )?domain (?:steht|ist) (?:zum|zu) verkauf(?:en)?\W*",
        r"(?:este )?dominio (?:está )?(?:en venta|aparcado)\W*|(?:ce )?(?:nom de )?domaine (?:est )?à vendre\W*|domain in (?:vendita|parcheggio)\W*|.{0,20}域名(?:出售|停放)\W*",
    ),
}

SENTENCES: dict[Kind, re.Pattern[str]] = {
    Kind.BOT_CHECK: _any(
        r"(?:verify|confirm|prove|show us|we need to (?:verify|confirm|make sure)|help us (?:verify|confirm)) (?:that )?(?:you are|you're) (?:a |not a )?(?:human|person|robot|real)",
        r"(?:verifying|checking) (?:that |if |whether )?(?:you are|you're|your browser|the site connection)|(?:complete|solve|pass) (?:the|this|a) (?:security (?:check|challenge)|captcha|challenge|puzzle)",
        r"(?:you have been|you've been|your (?:ip|access|request|connection)(?: address)? (?:has been|was|is)) (?:temporarily )?(?:blocked|denied|banned|rate limited)",
        r"(?:you (?:have )?(?:exceeded|reached|hit|made|sent) (?:the |your |too )?(?:rate limit|request limit|many requests|.{0,12}requests (?:in|per)))|too many requests|rate limit exceeded",
        r"(?:enter|type) the (?:characters|letters|text|code) (?:you see|shown|below)|(?:press|activate|click|tap) (?:and|&) hold|(?:enable|turn on|allow) (?:your )?cookies",
        r"access (?:to this (?:page|site|resource)(?: on this server)? )?(?:has been |is |was )?(?:denied|forbidden)\W*$|request unsuccessful|you don't have permission to access",
        r"(?:verifica|confirma|demuestra|comprueba) que (?:no )?(?:eres|es) (?:un |una )?(?:humano|robot|persona)|activa las cookies|has sido bloquead|hemos detectado (?:tráfico|actividad) (?:inusual|sospechos)|demasiadas solicitudes",
        r"(?:bestätigen|beweisen|zeigen) sie,? dass sie (?:ein mensch|kein (?:ro)?bot)|(?:bestätige|beweise),? dass du (?:ein mensch|kein (?:ro)?bot)|(?:bitte )?(?:aktivieren|erlauben) sie cookies|ihr(?:e|er)? (?:zugriff|zugang|ip-adresse|anfrage) (?:wurde|ist) (?:gesperrt|blockiert|verweigert)|zu viele anfragen|wir prüfen ihren browser",
        r"あなたが(?:人間|ロボット)|(?:私は)?ロボットではありません|ロボットでないこと|人間であること|cookieを有効に|アクセスが(?:集中|制限|拒否|ブロック)|リクエストが多すぎます|画像に表示され",
        r"(?:vérifiez|confirmez|prouvez) que vous (?:êtes (?:un )?humain|n'êtes pas un robot)|nous vérifions (?:que vous|votre navigateur)|activez les cookies|votre (?:accès|adresse ip|requête) a été (?:bloqué|refusé)|trop de requêtes|saisissez les caractères",
        r"(?:verifique|confirme|prove) que (?:você )?(?:é humano|não é um robô|é uma pessoa)|(?:ative|habilite) os cookies|(?:o )?seu (?:acesso|ip|endereço ip) foi bloquead|muitas solicitações|detectamos (?:tráfego|atividade) incomum",
        r"(?:подтвердите|докажите),? что (?:вы|вы )?\s?(?:человек|не робот)|(?:вы )?не робот|включите (?:файлы )?cookie|ваш(?:а|е)? (?:ip|доступ|запрос).{0,20}(?:заблокирован|ограничен|отклон)|слишком много запросов|введите символы|проверяем ваш браузер",
        r"(?:verifica|conferma|dimostra) (?:che|di) (?:sei umano|essere umano|non (?:sei|essere) un robot)|(?:abilita|attiva) i cookie|il tuo (?:accesso|indirizzo ip) è stato bloccat|troppe richieste|abbiamo rilevato (?:traffico|attività) (?:insolit|sospett|anomal)",
        r"(?:bevestig|bewijs|controleer|laat zien) dat (?:je|u) (?:een mens|geen robot)|(?:schakel|zet) cookies (?:in|aan)|(?:je|uw) (?:toegang|ip-adres) is geblokkeerd|te veel (?:verzoeken|aanvragen)|we controleren (?:je|uw) browser",
        r"(?:potwierdź|udowodnij|zweryfikuj),? że (?:jesteś człowiekiem|nie jesteś robotem)|(?:nie )?jestem robotem|włącz (?:obsługę )?(?:plików )?cookie|twój (?:adres ip|dostęp) został zablokowany|zbyt wiele żądań|sprawdzamy (?:twoją )?przeglądark",
        r"(?:insan|robot) (?:olduğunuzu|olmadığınızı) (?:doğrulayın|kanıtlayın|onaylayın)|(?:ben )?robot değilim|çerezleri (?:etkinleştirin|açın)|(?:ip adresiniz|erişiminiz) engellen|çok fazla istek|tarayıcınız kontrol ediliyor",
        r"(?:请)?(?:验证|确认|证明)您?(?:是|不是)(?:真人|人类|机器人)|我不是机器人|请(?:启用|开启)cookie|您的(?:访问|ip|请求).{0,10}(?:被(?:阻止|拒绝|封禁|拦截|限制)|过于频繁)|访问(?:过于频繁|频率过高|太频繁)|请求过(?:多|于频繁)|请输入(?:验证码|图中)|请完成(?:安全)?验证|正在检查您的浏览器",
    ),
    Kind.EMPTY_SHELL: _any(
        r"(?:please |you need to |you must )?(?:enable|turn on|activate|switch on) (?:your )?(?:javascript|scripts|java script)|(?:this (?:app|site|page|application) |we )?(?:requires?|needs?) javascript|javascript (?:is|must be|needs to be|has been|seems to be) (?:disabled|required|enabled|turned off|not enabled)",
        r"(?:habilit[ae]|activ[ae]) (?:el )?javascript|se (?:requiere|necesita) javascript|(?:aktivieren sie|aktiviere|schalten sie) (?:bitte )?javascript|javascript (?:ist deaktiviert|wird benötigt|muss aktiviert)",
        r"javascript(?:を|が)(?:有効|無効|オン|必要)|(?:veuillez )?activ(?:er|ez) (?:le )?javascript|javascript est (?:désactivé|requis|nécessaire)|(?:ative|habilite) o javascript|javascript (?:está desativado|é necessário)",
        r"(?:включите|необходим|требуется) javascript|javascript (?:отключ[её]н|выключен)|(?:abilita|attiva) javascript|javascript è (?:disabilitato|necessario|richiesto)|(?:schakel|zet) javascript (?:in|aan)|javascript is (?:uitgeschakeld|vereist)",
        r"(?:włącz|aktywuj) (?:obsługę )?javascript|javascript jest (?:wyłączony|wymagany)|javascript'?[iı]? (?:etkinleştirin|gerekli|devre dışı)|(?:请)?(?:启用|开启|打开)javascript|javascript(?:已禁用|被禁用|未启用)",
    ),
    Kind.QUEUE: _any(
        r"(?:you are|you're) (?:now )?(?:in (?:the |a )?(?:virtual )?(?:line|queue|waiting room)|number .{1,12} in (?:line|the queue))|your (?:estimated )?(?:wait(?:ing)? time|place in (?:the )?(?:line|queue)|turn)|(?:number of )?(?:people|users|visitors) (?:are )?(?:ahead|in front) of you",
        r"(?:tu|su) (?:tiempo estimado de espera|turno|lugar en la (?:cola|fila))|personas (?:delante|por delante)|(?:geschätzte|ihre (?:voraussichtliche )?)(?: )?wartezeit|personen vor (?:ihnen|dir)|(?:推定|予想)?待ち時間|あなたの前に|順番が来るまで",
        r"(?:votre )?temps d'attente (?:estimé)?|personnes (?:sont )?devant vous|(?:seu )?tempo (?:estimado )?de espera|pessoas (?:à|na) sua frente|(?:ваше )?(?:примерное )?время ожидания|(?:человек )?перед вами|(?:il tuo )?tempo (?:stimato )?d['i] ?attesa|persone davanti a te",
        r"(?:je|uw|geschatte) (?:geschatte )?wachttijd|mensen voor (?:je|u)|(?:szacowany|twój) czas oczekiwania|osób przed tobą|(?:tahmini )?bekleme süre|önünüzde|预计等待时间|您前面(?:还)?有|当前排队",
    ),
    Kind.MAINTENANCE: _any(
        r"(?:(?:our|this|the) (?:web ?)?(?:site|shop|store|service|page|platform|app)s? (?:is|are) (?:currently |temporarily )?(?:down|undergoing|under|offline|unavailable|closed)(?: for| due to)? ?(?:scheduled |planned |routine )?(?:maintenance|upgrades?|updates?))|we(?:'re| are) (?:currently )?(?:performing|doing|carrying out|down for|undergoing|under) (?:some )?(?:scheduled |planned |routine )?maintenance|we(?:'ll| will) be (?:right )?back",
        r"(?:estamos|nuestra (?:web|página)|el sitio|nuestro sitio|la (?:web|página)).{0,20} (?:en|realizando).{0,15}mantenimiento|(?:unsere|die|diese) (?:web ?)?(?:seite|site|website|shop).{0,25}(?:gewartet|wartungsarbeiten|wartung)|wir (?:führen|warten).{0,25}(?:wartung|seite)",
        r"(?:現在|ただいま).{0,20}メンテナンス|(?:notre|le) site est.{0,25}maintenance|(?:nosso|o) site (?:está|encontra-se).{0,20}manutenção|(?:сайт|на сайте).{0,25}(?:технически|обслуживани)",
        r"(?:il (?:nostro )?sito|stiamo).{0,25}manutenzione|(?:onze|de|deze) (?:web)?site.{0,25}onderhoud|(?:strona|trwa|trwają).{0,25}(?:przerwa techniczna|prace (?:techniczne|konserwacyjne)|konserwac)|(?:sitemiz|site).{0,25}bakım|(?:网站|系统|本站).{0,15}维护",
    ),
    Kind.ERROR_PAGE: _any(
        r"(?:the )?server (?:encountered|is temporarily|returned) (?:an?|unable) ?(?:internal|unexpected|temporary)? ?(?:error|to service)|(?:an?|some) (?:unexpected |internal |unknown |unhandled |application )?(?:error|exception) (?:has )?occurr|something (?:went|has gone) wrong|error establishing a database|(?:the )?(?:web )?server (?:is|was) (?:unable|down|not responding)|(?:please )?try again (?:later|in a few)",
        r"(?:ha ocurrido|se produjo|se ha producido) un error|algo salió mal|(?:es ist )?(?:leider )?(?:ist )?ein (?:unerwarteter |interner )?fehler (?:ist )?aufgetreten|エラーが発生|問題が発生しました|une erreur (?:inattendue )?(?:est survenue|s'est produite)|ocorreu um erro|algo deu errado",
        r"произошла (?:непредвиденная |внутренняя )?ошибка|что-то пошло не так|si è verificato un errore|qualcosa è andato storto|er is (?:een fout|iets) (?:opgetreden|misgegaan|fout)|wystąpił (?:nieoczekiwany )?błąd|coś poszło nie tak|(?:beklenmeyen )?bir hata oluştu|(?:服务器|系统)?(?:发生|出现)(?:了)?(?:错误|异常)|出错了",
    ),
    Kind.SOFT_404: _any(
        r"(?:we (?:can(?:no|')?t|couldn'?t|could not|were unable to|are unable to)|unable to) (?:seem to )?find (?:the|that|this|a) (?:page|url|address)|(?:the|this) (?:requested )?(?:page|url|address|link)(?: (?:that )?you(?: are|'re| were|'ve| have)? (?:looking for|requested|trying to (?:reach|visit|access)|followed|entered))?(?: /\S*)? (?:was not|wasn't|could not be|couldn't be|cannot be|can't be|does not|doesn't|no longer|is not|isn't|may have been|has been|might have been) (?:found|exists?|here|be found|moved|removed|available on this)|this page (?:isn't|is not) available\W|nothing (?:was )?(?:found )?(?:here|at this (?:address|location|url))",
        r"(?:no (?:hemos podido|pudimos|podemos) encontrar|lo sentimos,? no encontramos) (?:la|esta|esa) página|la página (?:que (?:buscas?|solicitaste|has solicitado) )?(?:no (?:existe|se encuentra|se ha encontrado|fue encontrada|está disponible)|ha sido (?:movida|eliminada))",
        r"(?:die|diese) (?:von ihnen )?(?:gewünschte |gesuchte |angeforderte |aufgerufene )?seite (?:wurde|konnte|existiert|ist|gibt es)(?: leider)? (?:nicht (?:gefunden|mehr|vorhanden|verfügbar)|nicht)|(?:お探しの|ご指定の|リクエストされた)?ページ(?:が|は)(?:見つかり|存在し|削除)",
        r"(?:la|cette) page (?:que vous (?:recherchez|cherchez|demandez|avez demandée) )?(?:n'existe (?:pas|plus)|est introuvable|n'a pas été trouvée|a été (?:déplacée|supprimée))|(?:a|esta) página (?:que (?:você )?(?:procura|está procurando|solicitou) )?(?:não (?:existe|foi encontrada|está disponível)|foi (?:movida|removida))",
        r"(?:запрашиваемая |запрошенная |эта |такая |данная )?страница (?:не найдена|не существует|была (?:удалена|перемещена)|удалена)|(?:la|questa) pagina (?:che (?:stai cercando|cerchi|hai richiesto) )?(?:non (?:esiste|è stata trovata|è disponibile)|è stata (?:spostata|rimossa))",
        r"(?:de|deze) (?:opgevraagde |gevraagde )?pagina (?:die (?:je|u) zoekt )?(?:bestaat niet|is niet gevonden|kan niet worden gevonden|kon niet worden gevonden|is verplaatst|is verwijderd)|(?:strona|strony)(?:,? której szukasz,?)? (?:nie (?:istnieje|została znaleziona|znaleziono)|została (?:usunięta|przeniesiona))",
        r"(?:aradığınız |istediğiniz )sayfa (?:bulunamadı|mevcut değil|kaldırılmış|taşınmış)|(?:您(?:访问|要找|请求|查找)的)?(?:页面|网页)(?:不存在|已(?:被)?(?:删除|移除)|未找到|找不到|无法找到)|抱歉.{0,4}(?:找不到|页面)",
    ),
    Kind.REGION: _any(
        r"(?:sorry,? )?(?:(?:this|our) (?:content|page|site|website|service|video|article|programme|program|stream) is|we are|we're) (?:currently )?(?:not|un) ?(?:available|accessible|able to (?:show|serve|offer)).{0,40}(?:region|country|location|territory|area|where you are|from where)|(?:owing|due) to (?:rights|licensing|legal|copyright).{0,60}(?:can't|cannot|not|un)",
        r"(?:este|esta) (?:contenido|página|sitio|servicio|vídeo|video) no está disponible en (?:tu|su)|(?:dieser|diese|dieses) (?:inhalt|seite|website|dienst|video|angebot) ist in (?:ihrem|ihrer|deinem|deiner) (?:land|region|standort).{0,10}nicht|(?:この|本)(?:コンテンツ|ページ|サービス|動画|サイト)は.{0,12}(?:地域|国)",
        r"(?:ce|cette) (?:contenu|page|site|service|vidéo) n'est pas disponible dans votre|(?:este|esta) (?:conteúdo|página|site|serviço|vídeo) não está disponível (?:na sua|no seu|em sua|em seu)|(?:этот|эта|это|данный) (?:контент|материал|страница|сайт|видео|сервис).{0,6} недоступ.{0,8}в ваш",
        r"(?:questo|questa) (?:contenuto|pagina|sito|servizio|video) non è disponibile (?:nel|nella)|(?:deze|dit) (?:inhoud|content|pagina|site|dienst|video) is niet beschikbaar in|(?:ta|ten|te) (?:treść|strona|serwis|film|treści).{0,10}niedostępn.{0,10}w|bu (?:içerik|sayfa|site|hizmet|video).{0,10}(?:bölgenizde|ülkenizde)|(?:此|本|该)(?:内容|页面|网站|服务|视频).{0,8}(?:地区|国家)",
    ),
    Kind.SIGN_IN: _any(
        r"(?:please |you (?:must|need to|have to) (?:be )?|to (?:continue|view this (?:page|content)|read on|see this),? (?:please )?)(?:sign(?:ed)? ?in|log(?:ged)? ?in|register)|(?:this|the) (?:page|area|content|section|minutes|forum|article) (?:is|are) (?:only )?(?:for|available to|visible to|reserved for|restricted to|open to)(?: \w+)? ?(?:members|subscribers|registered|logged)|(?:sign|log) in to (?:continue|view|see|read|access)",
        r"(?:debes|debe|tienes que|es necesario|por favor,?) (?:iniciar|inicia|inicie) sesión|inicia sesión para|(?:bitte )?(?:melden sie sich|melde dich|loggen sie sich)(?: bitte)? (?:an|ein)|sie müssen (?:sich anmelden|angemeldet sein)|(?:nur für|ausschließlich für) (?:registrierte |angemeldete )?mitglieder|ログイン(?:してください|が必要)|会員(?:限定|専用)",
        r"(?:veuillez|vous devez) (?:vous connecter|être connecté|vous identifier)|connectez-vous pour|(?:faça login|você precisa (?:fazer login|estar logado|entrar))|(?:пожалуйста,? )?(?:войдите|авторизуйтесь)|(?:необходимо|требуется) (?:войти|авториз)|только для (?:зарегистрированных|участников)",
        r"(?:devi|è necessario|effettua) (?:accedere|effettuare|l'accesso|il login)|accedi per|(?:je|u) moet (?:inloggen|ingelogd|zijn ingelogd)|log in om|(?:musisz|zaloguj) (?:się|być) (?:zalogować|zalogowan|aby|,)|(?:giriş yapmanız|oturum açmanız) gerek|(?:请|需要)(?:先)?登录|登录后(?:查看|继续)",
    ),
    Kind.PARKED: _any(
        r"(?:this|the) domain (?:name )?(?:has (?:a new owner|expired)|is (?:parked|for sale|available)|may be (?:parked|for sale))|(?:buy|purchase|acquire) this domain|diese domain (?:ist|steht|wurde)|este dominio (?:está|ha)|ce (?:nom de )?domaine (?:est|a)|questo dominio (?:è|ha)|この(?:ドメイン)|此域名|этот домен|bu alan adı|ta domena|deze domein(?:naam)?",
    ),
}

TELLING: dict[Kind, re.Pattern[str]] = {
    Kind.BOT_CHECK: _any(
        r"made us think (?:that )?you (?:were|are|might be) a (?:ro)?bot|make sure (?:that )?you(?: are|'re) not a robot|incapsula incident|(?:check|review|verify)(?:ing)? the security of your connection|enable javascript and cookies to continue|unusual traffic from your|automated (?:access|queries|requests) (?:to|from) (?:this|your)|ddos protection by|checking if the site connection is secure|performing security verification|ray id: ?[0-9a-f]{12}",
        r"no eres un robot|kein roboter|ロボットではない|n'êtes pas un robot|não (?:é|sou) um robô|не робот|non (?:sei|sono) un robot|geen robot|nie jestem robotem|robot olmadığın|不是机器人",
    ),
    Kind.QUEUE: _any(
        r"queue-it|people ahead of you|estimated wait(?:ing)? time|while you wait,? (?:please )?do not (?:refresh|close)|do not (?:refresh|close) (?:this|the) page"
    ),
}

LOADING = _any(
    r"(?:please wait|loading|initiali[sz]ing|one moment|cargando|wird geladen|lädt|laden|bitte warten|読み込み中|ロード中|chargement(?: en cours)?|veuillez patienter|carregando|a carregar|загрузка|подождите|идёт загрузка|caricamento(?: in corso)?|attendere|aan het laden|even geduld|ładowanie|wczytywanie|proszę czekać|yükleniyor|lütfen bekleyin|加载中|正在加载|请稍候)(?: ?(?:data|content|app|page|the app|\w{1,12}))?[\W…]*"
)
# Subjects of a page that asks for consent, and labels of its buttons.
CONSENT_TERMS = (
    r"cookies?|クッキー|файл\w* cookie|çerez",
    r"partners?\b|partnern?|socios|partenaires|parceiros|партн[её]р|fornitori|partnerzy|ortak|合作伙伴|パートナー|vendors?",
    r"personali[sz]|personnalis|personalizad|personalizzat|gepersonaliseerd|spersonalizowan|персонализ|kişiselleştir|个性化|パーソナライズ",
    r"advert|\bads\b|anuncios|publicidad|werbung|anzeigen|広告|publicit|publicidade|anúncios|реклам|pubblicit|advertenties|reklam|广告",
    r"tracking|rastreo|verfolg|トラッキング|suivi|rastreamento|отслежив|tracciamento|śledz|izleme|跟踪",
    r"consent|consentimiento|einwilligung|zustimm|同意|consentement|consentimento|соглас|consenso|toestemming|zgod|onay|rıza",
    r"privacy|privacidad|datenschutz|privatsphäre|プライバシー|confidentialité|vie privée|privacidade|конфиденциальн|riservatezza|prywatno|gizlilik|隐私",
    r"identifiers?|identificador|kennung|識別子|identifiant|идентификатор|identificativ|identyfikator|tanımlayıcı|标识符|on (?:a|your) device|gerät|dispositivo|appareil|urządzeni|устройств|cihaz",
    r"measure|audience|medir|messen|測定|mesurer|измер|misurare|meten|pomiar|ölç|衡量",
    r"subscri|abonn|suscri|購読|assin|подпис|abbona|subskry|abone|订阅",
)
CONSENT_BUTTON = _any(
    r"accept|agree|allow all|got it|i consent|aceptar|acepto|akzeptieren|zustimmen|einverstanden|alle erlauben|同意|承諾|許可|accepter|j'accepte|tout accepter|aceitar|concordo|принять|согласен|разрешить|accetta|acconsento|accepteren|akkoord|toestaan|akceptuj|zgadzam|zaakceptuj|kabul|onayl|接受|允许"
)

# Words that may precede the words of a barrier.
APOLOGY = re.compile(
    r"^\W*(?:(?:sorry|oops|whoops|uh-oh|error|attention|hello|hi|notice|please note|lo sentimos|vaya|entschuldigung|leider|hoppla"
    r"|申し訳(?:ございません|ありません)が?|désolée?|oups|desculpe|ops|извините|к сожалению|spiacenti|siamo spiacenti|purtroppo"
    r"|helaas|sorry|niestety|przepraszamy|üzgünüz|maalesef|抱歉|很抱歉|对不起|please|por favor|bitte|s'il vous plaît|veuillez"
    r"|пожалуйста|per favore|alsjeblieft|proszę|lütfen|请)[\s,.:;!、，]*)+"
)
