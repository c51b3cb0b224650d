### 判定のあとにすること: 知らせる、判定が違うと言う、いくつも確かめる。

report-go = このメールを知らせる
report-title = このメールを知らせる準備
report-how = mioboe は何も送りません。下の宛先と文を写し、メールのファイルを添付して、ご自分のメールソフトから送ってください。
report-to = 宛先
report-to-council = フィッシング対策協議会
report-to-none = { $brand } の受付の宛先は、手元の一覧にありません。公式サイトの案内を見てください。
# 出典: antiphishing.jp/registration.html（公式）、2026-11
report-council-address = info@antiphishing.jp
report-subject = 件名
report-subject-text = フィッシングの疑いのあるメールの情報提供
report-body = 本文
report-body-text = { $brand } を名乗る、身に覚えのないメールが届きました。届いたメールを、ヘッダーの付いた元のまま添付します。
report-body-text-no-brand = 身に覚えのない、不審なメールが届きました。届いたメールを、ヘッダーの付いた元のまま添付します。
report-body-from = 差出人の表示: { $value }
report-body-subject = 件名: { $value }
report-body-date = 日時: { $value }
report-body-no-link = 記載のリンクは開いていません。
report-body-edit = 開いてしまったとき、何かを入力したときは、最後の行をそのとおりに書き換えてください。
report-file = 添付するファイル
report-file-how = 元のメールそのままです。開かずに、添付だけしてください。
report-file-go = メールのファイルを保存する
report-keep = このメールは、mioboe の中に { $minutes } 分のあいだだけ置いてあります。ディスクには書きません。
report-back = 判定に戻る

wrong-go = この判定は違う
wrong-how = 記録しておくと、同じメールをまた確かめたときに、あなたの答えも示します。判定は変わらず、「本物」に上がることもありません。メールの本文は保存しません。
wrong-said = このメールの判定は違うと、あなたが答えています。
wrong-undo = この答えを取り消す

many-title = { $count } 件を確かめました
many-how = 注意が要るものから並べています。
many-open = 判定を見る
many-left-out = 選ばれた { $all } 件のうち、{ $left } 件は確かめていません。一度に確かめられるのは { $most } 件、合わせて 64 MiB までです。残りは分けて選ぶか、ターミナルで mioboe check を使ってください。

pages-fault-mail-gone = そのメールは、もうここにはありません
pages-fault-mail-gone-next = 確かめたメールは、少しのあいだだけ、記憶の中に置いています。もう一度ファイルを選んで確かめてください。
