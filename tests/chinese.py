"""What a text in Chinese must not hold."""

from __future__ import annotations

import re

__all__ = ["english_prose", "of_the_other_script"]

#: Books, journals and words that a text quotes as they are.
_NAMES = re.compile(
    r"「[^」]*」|“[^”]*”|\"[^\"]*\"|A Manual of Acupuncture|American Journal of Chinese Medicine|Journal of Chinese Medicine"
    r"|Body & Sole, Massage & Bodywork|Guerreiro da Silva|[\w-]+(?:\.[\w-]+)+"
)
#: Two English words in a row, or one that is no name: "the toes", "press". Codes, units, sites and pinyin are neither.
_PROSE = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,}\b|\b(?:and|from|for|in|of|or|the|toes?|with|unconfirmed|none|press)\b")
#: Characters that one script alone writes, in pairs: traditional, simplified. No character that both know is here.
_PAIRS = (
    "並并丟丢乾干亂乱亞亚來来個个們们側侧偵侦備备傳传傷伤內内兩两冊册凍冻別别剛刚創创動动勞劳勢势區区協协卻却參参員员問问啟启單单嗎吗"
    "嘗尝嚴严囑嘱團团圍围圓圆圖图報报場场塊块墊垫壓压壞坏夠够夾夹婦妇學学寫写寬宽實实對对導导將将專专屬属層层島岛幣币師师帶带幾几庫库"
    "廣广張张強强彎弯彙汇徑径從从復复徵征態态慣惯慮虑憂忧憑凭憶忆應应懷怀懸悬戶户掃扫採采換换損损搖摇撥拨據据擇择擊击擴扩擾扰攝摄敘叙"
    "敏敏數数斷断於于時时暢畅書书會会條条業业極极樣样機机檔档檢检權权歐欧歲岁歷历歸归殘残沒没淚泪淺浅減减測测準准滿满漸渐潤润濕湿濟济"
    "災灾為为無无煩烦熱热營营爭争牆墙狀状獨独獲获獸兽現现環环產产異异畫画當当療疗癒愈癥症發发盤盘眾众睜睁矯矫確确碼码礎础禮礼種种稱称"
    "穩稳積积節节範范糾纠紀纪紅红紋纹納纳純纯紙纸級级細细終终組组結结絕绝給给統统經经綜综維维網网緊紧線线緣缘編编緩缓練练縮缩總总縱纵"
    "繞绕繪绘繼继續续纖纤羅罗義义習习聯联聲声聽听肅肃脈脉腎肾腦脑腫肿腳脚腸肠膚肤膽胆臉脸臟脏臨临與与興兴舉举舊旧莖茎莢荚華华萬万著着"
    "蓋盖處处號号衛卫衝冲補补裝装製制見见規规視视親亲覺觉觀观觸触計计訊讯訓训記记訪访設设許许註注診诊評评試试話话詳详認认語语誤误說说"
    "誰谁課课調调談谈請请論论諮咨證证識识譜谱警警譯译議议護护變变讓让責责貼贴質质購购趨趋跡迹踐践蹠跖軀躯車车軟软較较輕轻輪轮輸输轉转"
    "辦办過过運运違违達达遠远適适遲迟選选還还邊边郵邮鄰邻醫医釋释鈕钮銳锐錄录錯错鍵键鍾钟鐘钟鎖锁鏡镜長长門门開开間间閉闭關关陰阴陽阳"
    "際际險险隨随隱隐隻只雖虽雙双難难離离電电靜静響响頁页頂顶項项順顺須须預预領领頭头頸颈頻频題题額额顏颜願愿類类顯显顱颅風风飲饮館馆"
    "驗验體体髒脏髖髋鬆松鬥斗鬱郁魚鱼鹽盐麗丽麻麻黃黄點点齒齿齡龄龜龟衝冲踴踊"
)
_KNOWN_TO_BOTH = set("并干采征准只注制咨郁着著松斗愈症范丑警敏麻岳乾癥")
_ONLY = {
    "zh-Hant": {a for a, b in zip(_PAIRS[::2], _PAIRS[1::2], strict=True) if a != b} - _KNOWN_TO_BOTH,
    "zh-Hans": {b for a, b in zip(_PAIRS[::2], _PAIRS[1::2], strict=True) if a != b} - _KNOWN_TO_BOTH,
}


def english_prose(text: str) -> str:
    """English words in a Chinese text that are no name, code, unit or quotation; "" when there are none."""
    found = _PROSE.search(_NAMES.sub("", text))
    return found[0] if found else ""


def of_the_other_script(text: str, lang: str) -> str:
    """The characters of `text` that only the script that is not `lang` writes."""
    other = _ONLY["zh-Hans" if lang == "zh-Hant" else "zh-Hant"]
    return "".join(sorted(other & set(text.replace("脚气", ""))))  # the source's own word, quoted as it is written
