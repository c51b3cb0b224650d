### ブラウザーの画面（mioboe serve）。

## どの画面にもあるもの
pages-tagline = 身に覚え
pages-skip = 本文へ
pages-nav = 主な画面
pages-nav-home = 今日の確認
pages-nav-check = メールを確かめる
pages-other-language = English
pages-back-home = 今日の確認へ
pages-back-check = メールを確かめる画面へ

## 今日の確認
pages-home-some = 確かめたいことが { $count } 件あります
pages-home-many = 確かめたいことがあります
pages-home-none = 今、確かめたいことはありません
pages-home-nothing-kept = まだ何も記録していません
pages-home-how = ひとつずつ、覚えがあるかどうかだけ答えてください。あとで取り消せます。
pages-home-begin = 準備をしなくても、下の「メールを確かめる」から 1 通だけ確かめられます。メールの見守りを始めると、覚えのない注文や利用をここでお尋ねします。始め方は、ターミナルで mioboe presets と入力すると表示されます。
pages-card-when = { $day }
pages-card-notice = { $brand }: { $kind }
pages-card-filters = メールの自動振り分け（{ $name }）に、知らないうちに作られたかもしれない規則があります
pages-card-mail = メール「{ $subject }」
pages-ask = 身に覚えがありますか？
pages-answer-mine = はい、あります
pages-answer-not-mine = いいえ
pages-answer-unsure = わからない
pages-how-we-know = どうしてわかったか
pages-undo = 答えを取り消す
pages-answered-twice = この質問には、別の画面ですでに答えています。今回の答えは記録していません。変えるときは、先に前の答えを取り消してください。
pages-more = 続きを見る
pages-beside = 質問のほかに、知っておいていただきたいこと
pages-one-mail = 1 通だけ確かめる
pages-one-mail-how = 気になるメールが名乗りどおりの相手から来たのか、その場で確かめます。リンクは開かず、メールは保存しません。

## 見守っているもの、いないもの
pages-watched = 見守っているもの
pages-not-watched = 見守っていないもの
pages-area-mailbox = メール { $name }
pages-area-read = { $at } に新しいメールを読みました
pages-area-no-more = 見守りの設定にありません（最後に読んだのは { $at }）
pages-area-unread = まだ読んでいません。ターミナルで mioboe watch を動かすと読み始めます
pages-area-imported = 取り込んだメールだけです。新しいメールは見ていません
pages-area-no-mailbox = メール: 見守るメールボックスが設定されていません。
pages-area-purchases = 買い物: お店の注文履歴は、まだ見ていません。
pages-area-statements = カード明細: まだ見ていません。
pages-area-cards = ギフト券の残高と登録: まだ見ていません。
pages-area-sign-ins = ログインの履歴: メールの知らせのほかは、まだ見ていません。
pages-area-passwords = パスワード: まだ見ていません。

## メールを確かめる
pages-check-title = このメールは本物ですか？
pages-check-promise = メールはこのコンピューターの中で確かめます。送信も保存もせず、リンクも開きません。外へ出るのは、送信元のドメインについての DNS の問い合わせだけです。
pages-check-file = ファイルで確かめる
pages-check-file-how = メールのファイル（.eml など、32 MiB まで）を選ぶか、下の枠に置いてください。いくつでも一度に選べます。
pages-check-source = 元の文面を貼って確かめる
pages-check-source-how = メールソフトの「ソースを表示」などで出る、ヘッダーから始まる文面をすべて貼ってください。
pages-check-text = 本文、SMS、リンク、電話番号だけで確かめる
pages-check-text-how = 手元にある文をそのまま貼ってください。文だけでは、本物とは判定しません。
pages-check-go = 確かめる
pages-check-another = ほかのメールを確かめる
pages-pasted-source = 貼り付けた元の文面
pages-upload = 選んだファイル
pages-first-of-many = このファイルにはほかにもメールが入っています。ここに示すのは最初の 1 通だけです。全部を確かめるには、ターミナルで mioboe check を使ってください。
pages-mail-text = このメールを文字だけで見る
pages-mail-harmless = リンクは押せない形に変え、画像は読み込まず、飾りは外しています。書かれている番号には電話しないでください。
pages-mail-links = このメールのリンク { $count } 件（見える文字と、本当の行き先）
pages-mail-cut = 長いので、ここまでを示しました。

## 入るとき、うまくいかないとき
pages-new-link = 新しいリンクをターミナルに出す
pages-fault-nothing-here = そのページはありません
pages-fault-nothing-here-next = アドレスが途中で切れていないか確かめるか、今日の確認から進んでください。
pages-fault-not-so = このページは、その開き方では使えません
pages-fault-not-so-next = 前の画面に戻り、ボタンを押し直してください。
pages-fault-not-inside = このブラウザーはまだ入っていません
pages-fault-not-inside-next = mioboe serve を動かしているターミナルに出たリンクを開いてください。前に入っていても、動かし直したときや 12 時間たったときは、もう一度リンクが要ります。記録したものは失われていません。
pages-fault-link-used = このリンクはもう使えません
pages-fault-link-used-next = リンクは 1 回だけ、10 分のあいだ使えます。新しいリンクを出して、それを開いてください。
pages-fault-link-shown = 新しいリンクをターミナルに出しました
pages-fault-link-shown-next = mioboe serve を動かしているターミナルを見て、10 分以内に開いてください。前のリンクは使えなくなりました。
pages-fault-limited = 続けて何度も試されたので、しばらく止めています
pages-fault-limited-next = 10 分ほど待ってから、もう一度試してください。心当たりがなければ、このコンピューターを使うほかの人やプログラムかもしれません。
pages-fault-foreign = ほかのページからの操作なので、受け付けませんでした
pages-fault-foreign-next = 何も変えていません。mioboe の画面を自分で開いてから、操作してください。
pages-fault-old-form = この画面は前の回のものなので、受け付けませんでした
pages-fault-old-form-next = 何も変えていません。画面を開き直してから、もう一度操作してください。
pages-fault-torn = 途中で切れたか、読み取れない形で届きました
pages-fault-torn-next = 何も変えていません。前の画面に戻って、もう一度試してください。
pages-fault-too-large = 大きすぎて受け取れません
pages-fault-too-large-next = メールのファイルは 32 MiB まで、文だけなら 1 MiB までです。大きなメールボックスは、ターミナルで mioboe check を使ってください。
pages-fault-nothing = 確かめるものが入っていません
pages-fault-nothing-next = ファイルを選ぶか、文面を貼ってから、「確かめる」を押してください。
pages-fault-busy = ほかのメールを確かめている途中です
pages-fault-busy-next = 少し待ってから、もう一度「確かめる」を押してください。
pages-fault-no-question = その質問は見つかりません
pages-fault-no-question-next = 別の画面で片づいたか、記録が替わったのかもしれません。今日の確認を開き直してください。
pages-fault-ours = mioboe の不具合で、答えを出せませんでした
pages-fault-ours-next = メールは保存していません。もう一度試しても同じなら、メールの中身は送らずに、版の番号と、何をしたかを知らせてください。

## ターミナルで（mioboe serve）
serve-link = 次のリンクをこのコンピューターのブラウザーで開いてください（1 回だけ、10 分のあいだ使えます）: { $link }
serve-ends = 終わるには Ctrl+C を押してください。
serve-taken = ポート { $port } を使えません（{ $detail }）。--port で別の番号を指定するか、--port 0 で空いている番号に任せてください。
serve-no-random = システムが乱数を出さないので、リンクを作れません。機械を起動し直してから、もう一度お試しください。
