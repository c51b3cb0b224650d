### メールの取り込み元の画面（mioboe serve）。

pages-nav-sources = 取り込み
pages-sources-title = メールの取り込み元
pages-sources-add = メールボックスの見守りを始めるには
pages-sources-add-how = ターミナルで mioboe presets と入力すると、メールの会社ごとに、サーバー、専用のパスワードの作り方、設定に書く内容が表示されます。パスワードを mioboe secret で預けてから、mioboe watch を動かしてください。この画面にパスワードを入力することはありません。
pages-import-heading = ファイルからメールを取り込む
pages-import-how = メールはこのコンピューターの中で確かめます。記録するのは差出人や件名、判定、知らせの内容で、本文は記録しません。取り込んだあと、ファイルの写しは消します。
pages-import-account = どのメールボックスのものか（名前は自由です）
pages-import-files = ファイル: メール（.eml、.emlx）、メールボックス（mbox）、書庫（zip、tar、gz）、書き出したメールの振り分け設定。一度に 4 GiB、20,000 個まで
pages-import-go = 取り込む
pages-import-stop = 中止する
pages-import-dismiss = 片づける
pages-import-look = もう一度見る
pages-import-title = { $name }{ $others ->
        [0] {""}
       *[other] {" "}ほか { $others } 個
    } → { $account }
pages-import-waiting = 前の取り込みが終わるのを待っています。
pages-import-running = 取り込み中です。{ $mails } 通を確かめました。新しいメールは { $new } 通、新しい質問は { $questions } 件、読めなかったものは { $unread } 件です。この画面を離れてもかまいません。
pages-import-done = 終わりました。{ $mails } 通を確かめました。新しいメールは { $new } 通、新しい質問は { $questions } 件、振り分け設定は { $filters } 件、読めなかったものは { $unread } 件です。
pages-import-stopped = 中止しました。{ $mails } 通を確かめ、そのうち { $new } 通が新しいメールでした。記録した分は残ります。同じファイルをもう一度取り込むと続きから進み、二重にはなりません。
pages-import-failed = 途中で終わりました。{ $mails } 通を確かめ、そのうち { $new } 通が新しいメールでした。記録した分は残ります。下の問題を直してから、同じファイルをもう一度取り込んでください。二重にはなりません。
pages-import-more = ほかに { $count } 件が読めませんでした。
pages-fault-no-room = ファイルをディスクに置けませんでした
pages-fault-no-room-next = 何も取り込んでいません。ディスクに空きがあるか確かめて、もう一度ファイルを選んでください。
pages-fault-import-too-large = 一度に取り込める量を超えています
pages-fault-import-too-large-next = 何も取り込んでいません。一度に選ぶのは 20,000 個、4 GiB までにするか、ターミナルで mioboe import を使ってください。
pages-fault-imports-wait = すでに多くの取り込みが進んでいます
pages-fault-imports-wait-next = 今回の分は取り込んでいません。どれかが終わったら片づけて、もう一度ファイルを選んでください。
pages-fault-nothing-chosen = ファイルが選ばれていないか、中身が空です
pages-fault-nothing-chosen-next = 前の画面に戻り、ファイルを選んで「取り込む」を押してください。
pages-fault-no-account = メールボックスの名前がありません
pages-fault-no-account-next = 何も取り込んでいません。前の画面に戻り、名前を 100 文字までで入力してください。
pages-fault-no-token = プログラムの合い言葉（トークン）がありません
pages-fault-no-token-next = mioboe serve --api がターミナルに示すファイルの合い言葉を、ヘッダー「Authorization: Bearer」に付けて送ってください。
pages-fault-answered = この質問には、すでに答えています
pages-fault-answered-next = 変えるときは、先に前の答えを取り消してください。
pages-fault-not-over = この取り込みは、まだ終わっていません
pages-fault-not-over-next = 先に中止するか、終わるまで待ってください。
serve-api = このコンピューターのプログラムは { $address } に尋ねられます。合い言葉（トークン）は { $file } にあります
serve-api-refused = プログラムの合い言葉のファイル { $file } を使えません（{ $detail }）。ご本人だけが読めるファイルにする必要があります。消すと、新しく作ります。
