"""Words that mean the same: what platforms are called for short, and what people call things in their languages.

Names in a catalogue are mostly English, whatever language their readers speak.
"""

from collections.abc import Mapping, Sequence

from bot.services.search_words import words

# Each line is one meaning: any of its words finds the others.
_SAME = """
instagram ig insta инстаграм инстаграмм инста انستقرام انستغرام انستا इंस्टाग्राम इंस्टा
tiktok tt тикток тиктока تيكتوك टिकटॉक
youtube yt ютуб ютюб يوتيوب यूट्यूब
telegram tg телеграм телеграмм телега тг تيليجرام تلغرام تليجرام टेलीग्राम
facebook fb фейсбук فيسبوك فيس फेसबुक
twitter x твиттер تويتر ट्विटर
vkontakte vk вконтакте вк
whatsapp wa ватсап واتساب व्हाट्सएप
snapchat snap سناب
linkedin линкедин
spotify спотифай
discord дискорд
twitch твич
threads тредс
pinterest пинтерест
soundcloud sc
google гугл
website web site сайт

follower followers подписчик подписчики подписчиков seguidor seguidores takipci pengikut متابعين متابع फॉलोअर्स फॉलोवर्स
subscriber subscribers subs подписчик подписчики подписчиков suscriptor suscriptores inscritos abone مشتركين सब्सक्राइबर
member members участник участники участников подписчики подписчиков miembros membros uye anggota اعضاء عضو मेंबर सदस्य
like likes лайк лайки лайков curtidas begeni suka لايك لايكات اعجابات लाइक
view views просмотр просмотры просмотров vistas visualizacoes visualizaciones izlenme tayangan مشاهدات مشاهدة व्यूज
comment comments комментарий комментарии комментариев комменты comentario comentarios yorum komentar تعليقات تعليق कमेंट
share shares repost reposts репост репосты compartir compartilhamentos paylasim bagikan مشاركات शेयर
reaction reactions реакция реакции реакций reacciones reacoes tepki reaksi تفاعلات रिएक्शन
vote votes голос голоса голосов votos oy suara تصويت वोट
poll polls опрос опросы опроса encuesta enquete anket استطلاع
story stories сторис истории история historias hikaye cerita ستوري स्टोरी
reel reels рилс рилсы ريلز रील
play plays прослушивания прослушиваний reproducciones dinlenme
watchtime watch время часы
live stream livestream трансляция эфир стрим directo canli بث
traffic трафик trafico trafego trafik
save saves сохранения guardados kayit simpan
visit visits посещения visitas
custom кастомные кастом personalizados ozel
real реальные живые reales reais gercek asli حقيقي रियल
female женские девушки mujeres
male мужские
refill восполнение
auto automatic автоматические авто

india indian hindi индия индийские hindistan الهند भारत भारतीय 🇮🇳
usa american america us сша америка americanos 🇺🇸
russia russian россия русские российские rusya روسيا 🇷🇺
brazil brazilian brasil brasileiro brasileiros бразилия 🇧🇷
turkey turkish turkiye turk турция турецкие تركيا 🇹🇷
indonesia indonesian indo индонезия 🇮🇩
arab arabic arabian arabs арабские арабы عرب عربي 🇸🇦
spain spanish espana español испания 🇪🇸
germany german deutschland германия немецкие 🇩🇪
france french франция 🇫🇷
italy italian италия 🇮🇹
uk british britain england англия 🇬🇧
ukraine ukrainian украина 🇺🇦
pakistan pakistani 🇵🇰
nigeria nigerian 🇳🇬
vietnam vietnamese 🇻🇳
korea korean 🇰🇷
japan japanese 🇯🇵
china chinese 🇨🇳
iran iranian persian 🇮🇷
uzbekistan uzbek узбекистан 🇺🇿
kazakhstan kazakh казахстан 🇰🇿
global worldwide international
"""

# Words that wish for a low price rather than name a thing.
CHEAP = frozenset(
    words(
        "cheap cheaper cheapest lowest дешево дешевые дешевый дешевле barato baratos barata economico "
        "murah termurah ucuz ucuza رخيص ارخص सस्ता सस्ते"
    )
)
# Words that may stand in a query and say nothing of what is wanted; they still count where a name has them.
FILLERS = frozenset(
    words(
        "a an the of for to on in at by and or with my me i we you your is are it want need buy get order please "
        "give add more best good top service services smm panel "
        "для на в и с мне мой хочу купить нужно нужны накрутка накрутить заказать "
        "de para el la los las un una con mi quiero comprar o os um uma com meu quero "
        "ve icin bir benim istiyorum untuk dan saya beli mau के के लिए मुझे चाहिए من الى في على"
    )
)


def _meanings() -> Mapping[str, Sequence[str]]:
    found: dict[str, dict[str, None]] = {}
    for line in _SAME.splitlines():
        same = words(line)
        for word in same:
            found.setdefault(word, {}).update(dict.fromkeys(other for other in same if other != word))
    return {word: tuple(others) for word, others in found.items()}


MEANINGS: Mapping[str, Sequence[str]] = _meanings()
