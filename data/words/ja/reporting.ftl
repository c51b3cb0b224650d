### 知らせるところ。会社の連絡先は会社ごとの一覧にあり、ここには相手を問わないものだけを置く。
### 出典は各項目の前に書く。確かめた日はすべて 2026-11。

# 出典: antiphishing.jp/registration.html（公式）
report-council = フィッシング対策協議会: info@antiphishing.jp にメールを転送する（ウェブの受付もあります）。転送できないときは、件名、差出人、日時、内容のあらましを送ってください。SMS は、画面の写真（スクリーンショット）を送ってください。警察や、名前を使われた会社にも共有されます。
# 出典: pcmobilerescue.refrom.com と nordot 1180694586273301157 が伝える日本データ通信協会の案内（二次情報）
report-spam-center = 迷惑メール相談センター: meiwaku@dekyo.or.jp にメール全体を送る。差出人を偽ったメールは、ヘッダーごと添付ファイルとして送るのがいちばん役に立ちます。お金の被害の相談先ではありません。
# 出典: 警察庁の統一窓口（埼玉県警 2024-07-29、福井県警の案内）、news.mynavi.jp/securitysoft/helpdesk
report-police = 警察: 急ぐときは 110、相談は #9110、または警察庁のサイバー事案に関する相談窓口。カードの明細や、ヘッダーの付いたメールを用意してください。
# 出典: antiphishing.jp/contact_faq.html（公式）からの案内
report-consumer = 消費者ホットライン: 188（お住まいの地域の消費生活センターにつながります）。
# 出典: miragenews と hoganlovells が伝える公式発表（2025-12-04）
report-uk = イギリス: reportfraud.police.uk または 0300 123 2040
# 出典: FTC の公式冊子の写し
report-us = アメリカ: reportfraud.ftc.gov または 1-877-438-4338
