### 読めなかったもの。一行でファイルと理由を言い、.do でできることを言う。

failure-not-found = { $file }: 見つかりません
    .do = 名前と場所を確かめてください。
failure-no-permission = { $file }: 読む許可がありません
    .do = ファイルの持ち主か管理者に、読めるようにしてもらってください。
failure-unreadable = { $file }: 途中で読めなくなりました
    .do = ディスクや接続を確かめ、ファイルをコピーしてからもう一度お試しください。
failure-empty = { $file }: 何も入っていません
    .do = メールの元のメッセージを保存し直してください。
failure-binary = { $file }: 文字のファイルではありません
    .do = 画面の写真ではなく、元のメッセージ（.eml）を渡してください。
failure-no-mail = { $file }: メールの形をしていません
    .do = 元のメッセージ（ヘッダーから始まるもの）を渡してください。文面だけを確かめるときは、mioboe check --text を使ってください。
failure-too-large = { $file }: 大きすぎます（{ $limit }まで）
    .do = 一通ずつのファイルに分けてください。
failure-mbox-broken = { $file }: mbox の形が崩れています
    .do = 読めたところまでを判定しました。メールソフトから書き出し直すと、残りも読めることがあります。
failure-folder-empty = { $file }: メールが入っていません
    .do = .eml や mbox の入っているフォルダーを指定してください。
failure-dns-file-refused = { $file }: DNS の記録として読めません
    .do = mioboe check --dns-record で作ったファイルを指定してください。
failure-dns-file-not-written = { $file }: DNS の記録を保存できません
    .do = ディスクの空きと、書き込みの許可を確かめてください。
failure-brand-file-refused = { $file }: 会社の一覧として読めません
    .do = かっこの中に示した項目を直してください。
failure-no-resolver = { $file }: DNS に問い合わせる準備ができません
    .do = 通信の設定を確かめるか、--offline を付けてください。
failure-ours = { $file }: mioboe の不具合で判定できませんでした
    .do = メールの中身は送らずに、版と、この行だけを知らせてください。

failure-at = { $message }（{ $position }通目）
failure-with-detail = { $message }（{ $detail }）
