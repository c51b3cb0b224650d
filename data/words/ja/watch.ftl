### メールボックスの見守りと、知らせる言葉。

watch-begins = メールボックス { $count } 個を見守っています。Ctrl+C で終わります。記録は失われません。
watch-read = { $account }: { $new ->
    [0] 新しいメールはありません
   *[other] 新しいメールは { $new } 通です
}
watch-read-asks = { $account }: 新しいメールは { $new } 通です。身に覚えがあるか確かめたいことが { $questions } 件あります。mioboe review で答えてください。
watch-judged = { $account }: メールボックスの動きから、急いで確かめたいことが { $count } 件見つかりました。mioboe review で答えてください。
watch-unread = { $account }: 読めなかったメールが { $count } 通あります。大きすぎるものなどは、読めなかったと記録します。それ以外は数分後にもう一度試します。
watch-closed = { $account }: サーバーが開かないフォルダーが { $count } 個あります。そこに隠されたメールは見えません。数分後にもう一度試します。
watch-postponed = { $account }: DNS から返事がないため、ブランドを名乗るメール { $count } 通の判定を先に延ばしました。数分後にもう一度試します。
watch-again = { $account }: { $seconds } 秒後にやり直します
watch-stopped = { $account }: 見守りを止めました。直してから、mioboe watch を始め直してください。
watch-filters = { $account }: 自動振り分けの規則を { $lists } 件読みました
watch-filters-unread = { $account }: 自動振り分けの規則 { $count } 件を読めませんでした。メールを読む画面で確かめてください。
watch-filters-grave = { $account }: 自動振り分けに、知らないうちに作られたかもしれない規則があります。mioboe review で確かめてください。
watch-reached = { $account }: つながりました。フォルダーは { $folders } 個です
watch-tested = { $way }: 確認用の知らせを送りました。届きましたか。
watch-told = { $way }: { $count } 件を知らせました
watch-not-told = { $way }: まだ知らせを送れていません。あとでやり直します（{ $why }）
watch-given-up = { $way }: { $count } 件を知らせられませんでした（{ $why }）。質問は mioboe review に残っています。

trouble-not-reached = 相手につながりません
trouble-timed-out = 時間内に返事がありません
trouble-too-many = 相手が、知らせを減らすよう求めています
trouble-server-failed = 相手の側で失敗しました
trouble-not-accepted = 相手が受け付けません。あて先を確かめてください
trouble-not-allowed = パスワードかトークンが違います
trouble-redirected = 別のあて先へ送るよう求められましたが、送りません
trouble-wrong-certificate = 証明書が相手のものではありません
trouble-not-encrypted = 相手が暗号化に応じません
trouble-answer-too-long = 相手の返事が長すぎます
trouble-not-understood = 相手の返事を理解できません
trouble-not-written = この形では知らせを作れません

## このコンピューターの外に出る言葉。コード、リンク、注文番号は入れない
tell-asked = 身に覚えがありますか？
tell-asked-body = { $brand }: { $kind }、{ $sum }。mioboe review で答えてください。
tell-asked-body-without-sum = { $brand }: { $kind }。mioboe review で答えてください。
tell-asked-filters = メールの自動振り分けに、覚えのない規則があるかもしれません。mioboe review で確かめてください。
tell-asked-mailbox = 大事なメールに気になることがあります。mioboe review で見てください。
tell-first = メールボックス { $account } を読み終えました
tell-first-body = { $questions ->
    [0] 答えていただくことはありませんでした。
   *[other] 身に覚えがあるか確かめたいことが { $questions } 件あります。mioboe review で答えてください。
}
tell-unwatched = 見守りが止まっています
tell-unwatched-body = { $account } を読めません。mioboe watch --test で理由を確かめてください。
tell-away = メールボックスにつながりません
tell-away-body = { $account } を何時間も読めていません。試し続けています。mioboe watch --test で理由を確かめられます。
tell-test = mioboe からの確認
tell-test-body = この方法で知らせを受け取れます。
tell-several = 確かめたいことが { $count } 件あります
tell-several-more = ほか { $count } 件
tell-bare = 確かめたいことがあります
tell-bare-body = mioboe review で見てください。
watch-test-failed = { $way }: 試しの知らせは届けられませんでした（{ $why }）。失われたものはありません。直してから、もう一度お試しください。
watch-way-shut = { $way }: ときどき開き直してみます。その間、お知らせすることは取っておきます。
watch-way-opened = { $way }: 使えるようになりました
