### 画面の設定と説明（mioboe serve）。

pages-nav-help = 説明
pages-nav-settings = 設定

## 説明
help-page-title = mioboe が言うことの説明
help-page-intro = メールやメールボックスについて mioboe が言うことと、確かめられないときに言うことの、すべてです。‹ › の中には、そのメールの事実が入ります。言葉を探すには、ブラウザーの「ページ内を検索」（Ctrl+F）を使ってください。
help-page-topics = 項目
help-page-more = くわしく

## 設定
settings-title = 設定
settings-language = 言葉
settings-language-how = 画面の言葉です。このブラウザーが覚えています。
settings-language-choose = 画面の言葉
settings-language-ja = 日本語
settings-language-en = English
settings-language-go = この言葉にする
settings-ways = お知らせの方法
settings-ways-none = まだありません。設定ファイルに加えると、急ぎの知らせが届きます。加え方は、ターミナルで mioboe presets と入力すると表示されます。
settings-ways-how = 見守り（mioboe watch）が何かを見つけたとき、次の方法でお知らせします。
settings-way-desktop = このコンピューターの画面
settings-way-ntfy = ntfy（{ $at }）
settings-way-webhook = プログラムへの通知（{ $at }）
settings-way-mail = メール（{ $at } へ）
settings-ways-test = 試しに 1 通ずつ送る
settings-ways-tested = 試した結果
settings-ways-passphrase = 秘密を置いたファイルに合い言葉が要るので、ここからは試せません。ターミナルで mioboe watch --test を使ってください。
settings-quiet = 静かな時間: { $from } から { $until } まで
settings-doors = 外への出口
settings-doors-how = mioboe がこのコンピューターの外やほかのプログラムと話すのは、次の出口だけです。閉じるには、--shut に名前を付けて mioboe serve を始め直してください。--offline では、通信の出口をすべて閉じます。
settings-door = 出口
settings-door-state = 状態
settings-door-what = 何のため
settings-door-open = 開いている
settings-door-shut = 閉じている
settings-door-idle = 使うように設定していない
settings-backup = 控え（バックアップ）
settings-backup-how = 記録の控えを 1 つのファイルに作ります。開くための合い言葉と、元に戻す手順は、次の画面に 1 回だけ出ます。印刷して、控えとは別の場所に置いてください。
settings-backup-where = 控えを置くフォルダー: { $folder }
settings-backup-none = まだ何も記録していないので、控えは作れません。
settings-backup-go = 控えを作る
settings-folders = データの場所
settings-folder-store = 記録
settings-folder-config = 設定ファイル
settings-folder-data = データのフォルダー
settings-folders-how = 記録をファイルに書き出すには mioboe export、消すには mioboe forget をターミナルで使ってください。
settings-leave = このブラウザーでの利用を終える
settings-leave-how = このブラウザーからは、新しいリンクを開くまで見られなくなります。記録は失われません。
settings-leave-go = 終える

## 控えを作ったあと
backup-page-title = 控えを作りました
backup-page-where = { $file } に、{ $rows } 件の記録を入れました。
backup-page-now = 今この画面を印刷するか、合い言葉を書き写してください。この画面を閉じると、合い言葉は二度と出ません。
backup-page-code = 合い言葉の QR コード
backup-page-copy = ファイルは、USB メモリーなど、このコンピューターの外にも写してください。
backup-page-back = 設定に戻る

pages-fault-left = このブラウザーでの利用を終えました
pages-fault-left-next = もう一度見るには、新しいリンクをターミナルに出して、それを開いてください。記録したものは失われていません。
pages-fault-no-store = まだ何も記録していません
pages-fault-no-store-next = メールの見守りを始めるか、メールを取り込むと、記録が始まります。
pages-fault-backing = 控えを作っている途中です
pages-fault-backing-next = 少し待ってから、設定の画面を開き直してください。

## ターミナルで
serve-opened = ブラウザーで開きました。開かないときは、上のリンクを自分で開いてください。
serve-not-opened = ブラウザーを開けませんでした。上のリンクを自分で開いてください。
