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
help-shut = 使わないものを名前で選ぶ（カンマで区切る）: dns（DNS サーバーに問い合わせない）、children（別のプロセスを始めない。画像と PDF の中は、確かめられなかったこととして示す）。watch ではほかに imap と sieve（メールボックス、振り分けの規則を読まない）、desktop、ntfy、webhook、smtp（その方法では知らせない）、keyring（鍵束から読まない）
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

help-import = 本物のメールが知らせていることを記録する（check と同じものを読む。同じものは二度記録しない）
help-import-files = メール（.eml）、フォルダー、メールボックス（mbox、Maildir）、書庫（zip、tar、gzip）、振り分け規則の一覧。- は標準入力
help-import-account = これらのメールが届いたアカウントの名前（指定がなければ import）
help-import-json = 結果を JSON で一行出す
help-import-quiet = 進みぐあいとまとめを出さない
help-review = 身に覚えがありますか。答えを待っている質問に、一つずつ答える
help-review-list = 質問の一覧を出す
help-review-answer = 質問の一つに答える: 質問の名前（先頭だけでもよい）と、yes、no、unsure、wrong、undo のどれか
help-review-limit = 一覧に出す数（指定がなければ 100）
help-review-json = 質問一つごとに、JSON を一行ずつ出す
help-store = 記録の場所: ファイル、または postgres://…（指定がなければ設定のとおり。設定もなければデータ用のフォルダー）
help-config = 設定のファイル（指定がなければ、設定用のフォルダーの config.toml）

help-watch = 設定したメールボックスを見守り、身に覚えを確かめたいことを知らせる
help-watch-once = すべてのメールボックスを一度読み、知らせることを知らせて終わる
help-watch-test = すべてのメールボックスにつなぎ、どの方法でも確認用の知らせを一つずつ送る（メールは読まない）
help-watch-quiet = 手の要ることだけを表示する
help-watch-passphrase_file = 登録したパスワードのファイルの合い言葉を尋ねずに、このファイルの一行目を使う

help-serve = このコンピューターのブラウザーに画面を出す: 今日の確認、メールを確かめる（入るためのリンクを表示します）
help-serve-port = このコンピューターの中だけで使うポート（指定がなければ 4710、0 なら空いているもの）
help-serve-open = このコンピューターのブラウザーですぐに開く

help-backup = 記録のすべての控えを、合い言葉で封をした一つのファイル（age）に作る
help-backup-file = 控えを書くファイル（まだないもの）
help-backup-kit = 非常用の紙も作る: 合い言葉を文字と QR コードで載せた、印刷用の一枚（- は標準出力へ）。--passphrase-file がなければ、新しい合い言葉を作る
help-passphrase_file = 合い言葉を尋ねずに、このファイルの一行目を使う
help-restore = 控えから戻す。または、戻せるかどうかを試す
help-restore-file = 控えのファイル
help-restore-rehearse = 試すだけにする: 別の場所に戻して点検し、消す
help-restore-replace = 今の記録を捨てて、控えと取り替える
help-export = あなたについて記録したことのすべてを、だれでも読める形（JSON Lines）で出す
help-forget = アカウント一つの記録、またはある日より前の記録を、完全に消す
help-forget-account = このアカウントの記録を消す
help-forget-before = この日より前の記録を消す
help-forget-yes = 確かめずに消す
help-doctor = 設定、記録、権限、いつのものか、外との出入りを調べる（何も変えない）
help-doctor-diagnostics = 代わりに、助けてくれる人に見せる文を出す（数と種類だけで、名前、アドレス、場所は入れないので、公開の場に出せる）
help-secret = だれもいないときに mioboe が使うパスワードを、設定にある場所へ登録する、消す、あるかどうか調べる
help-secret-set = この名前でパスワードを登録する（前のものと取り替える）。尋ねるので、画面に出さずに入力する
help-secret-set-from = 尋ねずに、このファイルから読む（- は標準入力）
help-secret-remove = この名前のパスワードを消す
help-secret-test = この名前のパスワードがあるかどうかを答える（中身は出さない）
help-secret_name = 設定に書いた名前
help-presets = メールサービスについて分かっていることを出す: サーバー、ポート、入り方、プログラム用のパスワードの作り方
help-presets-provider = このサービスだけを、設定ファイルの書き方と一緒に出す: 一覧の名前、メールアドレス、またはそのドメイン
help-presets-json = サービス一つごとに、JSON を一行ずつ出す

help-completions = シェルの補完のための定義を出す
help-completions-shell = シェルの種類: bash、zsh、fish、elvish、powershell
help-man = マニュアルのページを出す
help-man-command = ページを見たいコマンド（指定がなければ mioboe 全体）

heading-usage = 使い方
heading-commands = コマンド
heading-arguments = 引数
heading-options = オプション

## wrong arguments; clap says them itself in English
usage-unknown-argument = 「{ $given }」という指定はありません。
usage-unknown-command = 「{ $given }」という命令はありません。
usage-missing-command = 何をするのか、命令を指定してください。
usage-missing = 足りない指定があります: { $names }
usage-missing-value = 「{ $name }」には値が要ります。
usage-invalid-value = 「{ $name }」に「{ $given }」は使えません。
usage-valid-values = 使える値: { $values }
usage-count = 「{ $name }」の値の数が合いません。
usage-conflict = 「{ $name }」と「{ $other }」は一緒に使えません。
usage-suggestion = 「{ $known }」のことでしょうか。
usage-more = 詳しくは --help をご覧ください。
