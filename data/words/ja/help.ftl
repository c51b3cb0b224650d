### コマンドの使い方。help-<コマンド> と help-<コマンド>-<引数>、どのコマンドにもある引数は help-<引数>。

help-mioboe = このメールは本当に名乗っている相手から来たのか。判定、理由、次にすることを示します。リンクは開きません。
help-lang = 答えの言葉: ja、en（指定がなければ LC_ALL、LC_MESSAGES、LANG から）
help-color = 色を使うとき: auto（画面に出すときだけ。指定がないとき）、always（いつも）、never（使わない）
help-help = 使い方を出す
help-version = 版を出す
help-help-command = 使い方を出す（コマンドの名前も指定できます）

help-check = メールを判定する: ファイル、フォルダー、メールボックス、書庫、または標準入力（-）
help-check-files = メール（.eml）、フォルダー、メールボックス（mbox、Maildir）、書庫（zip、tar、gzip）、または標準入力を表す -
help-check-text = 代わりに、貼り付けた文面、SMS、リンク、電話番号を判定する（- は標準入力から）
help-check-json = メール一通ごとに、JSON を一行ずつ出す
help-offline = だれにも問い合わせない（通信しない）
help-shut = 使わないものを名前で選ぶ（カンマで区切る）: dns（DNS サーバーに問い合わせない）、children（画像と PDF の中を見る別のプロセスを始めない。見なかったものは、確かめられなかったこととして示します）
help-dns_record = このファイルにある DNS の記録を使い、--offline でなければ新しい記録も加える
help-trust_receiver = このサーバー（authserv-id）がメールに書いた検証の結果を信用する（何度でも指定できます）
help-brand_file = この TOML ファイルで会社の一覧に加える、または直す（何度でも指定できます）
help-check-explain = 決め手になったヘッダーの行、リンク、文面の箇所を指し示す
help-check-sort = たくさんのメールの並べ方: verdict（気をつけるものから）、date（古いものから）、from（差出人）、file（ファイル名）。指定がなければ見つけた順
help-check-only = この判定のメールだけを出す（カンマで区切る）: genuine、impostor、doubtful、unproven、no-claim
help-check-jobs = 同時に判定する数（指定がなければ、プロセッサーの数で、少なくとも二つ）
help-check-quiet = 進みぐあいとまとめを出さない

help-demo = 架空の家族のメールを判定して見せる（通信せず、ファイルも書きません）
help-demo-json = メール一通ごとに、JSON を一行ずつ出す

help-import = メールの知らせている内容を記録します。check と同じ形のものを受け付け、同じものは二度記録しません
help-import-files = メール（.eml）、フォルダー、メールボックス（mbox、Maildir）、書庫（zip、tar、gzip）、振り分け規則の一覧。- は標準入力
help-import-account = これらのメールが届いたアカウントの名前
help-import-json = 結果を JSON で出力します
help-import-quiet = 進み具合もまとめも表示しません
help-review = 答えを待っている質問に一つずつ答えます。身に覚えがありますか
help-review-list = 質問の一覧を表示します
help-review-answer = 一つの質問に答えます。名前（先頭だけでもよい）と、yes・no・unsure・wrong・undo のどれか
help-review-limit = 一覧に出す数
help-review-json = 質問ごとに1行の JSON を出力します
help-store = 記録の場所。ファイルまたは postgres://…。省くと設定に従い、設定もなければデータ用フォルダーのファイル
help-config = 設定ファイル。省くと設定用フォルダーの config.toml

help-backup = 記録のすべてを、合い言葉で封をした一つのファイル（age）に控えます
help-backup-file = 書き込むファイル。まだないものを指定します
help-passphrase_file = 合い言葉を尋ねずに、このファイルの1行目から読みます
help-restore = 控えから戻します。戻せるかどうかだけを試すこともできます
help-restore-file = 控えのファイル
help-restore-rehearse = 試すだけにします。別の場所に戻して点検し、あとで消します
help-restore-replace = 今の記録を捨てて置き換えます
help-export = あなたについて記録したことのすべてを、開かれた形（JSON Lines）で出力します
help-forget = 一つのアカウントの記録、またはある日より前の記録を、完全に消します
help-forget-account = このアカウントの記録を消します
help-forget-before = この日より前の記録を消します
help-forget-yes = 確かめずに消します
help-doctor = 記録が壊れていないか、ほかの人に読めないか、新しいかを点検します。何も変えません

help-completions = シェルの補完のための定義を出す
help-completions-shell = シェルの種類: bash、zsh、fish、elvish、powershell
help-man = マニュアルのページを出す
help-man-command = ページを見たいコマンド（指定がなければ mioboe 全体）

heading-usage = 使い方
heading-commands = コマンド
heading-arguments = 引数
heading-options = オプション
