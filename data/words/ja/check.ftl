### mioboe check の見出しと短い言葉。

## 四つの軸
axis-claim = 名乗り
axis-proof = 証明
axis-match = 一致
axis-conduct = 内容の特徴
axis-claim-none = 知っている名前は名乗っていません
axis-proof-none = 差出人を証明するものはありません
axis-conduct-none = 目立った点は見つかりませんでした

claim-line = { $brand }（{ $places }）
claim-line-bare = { $brand }
place-name = 差出人の名前
place-address = 差出人のアドレス
place-subject = 件名
place-body = 本文
place-attachment = 添付ファイルの名前
place-image = 画像の説明

match-own = アドレスのドメインは{ $brand }のものです
match-lookalike = 差出人のアドレスは{ $brand }に似せた別のドメインです
match-other-brand = 差出人のアドレスは別の会社のドメインで、{ $brand }のものではありません
match-foreign = 差出人のアドレスは{ $brand }の使うドメインではありません
match-unverified = { $brand }のドメインは、出典のある一覧がまだありません
match-absent = 差出人のアドレスから、ドメインがわかりません

proof-line = { $method }: { $case ->
        [own] 証明された送り手は { $domain }（{ $brand }のドメイン）
        [foreign] 証明された送り手は { $domain }（{ $brand }のドメインではない）
        [unknown] 証明された送り手は { $domain }（{ $brand }のものかは不明）
        [unaligned] 経由が確かめられたドメインは { $domain }（差出人のアドレスとは別）
        [plain] 証明された送り手は { $domain }
        [recorded-own] 記録では { $domain } が合格（{ $brand }のドメイン）
        [recorded-foreign] 記録では { $domain } が合格（{ $brand }のドメインではない）
        [recorded-unknown] 記録では { $domain } が合格（{ $brand }のものかは不明）
        [recorded-unaligned] 記録では、経由した { $domain } が合格（差出人のアドレスとは別）
        [recorded-plain] 記録では { $domain } が合格
        [fail] { $domain } は不合格
        [softfail] { $domain } はおそらく不合格
        [neutral] { $domain } についてはどちらとも言えない
        [broken] { $domain } の名を書いた署名は、内容と合わない
        [key-gone] { $domain } の署名は、鍵がなくて確かめられない
        [invalid] { $domain } の書き方に誤りがある
        [expired] { $domain } の署名は期限切れ
        [none] { $domain } を証明するものがない
       *[unchecked] { $domain } はまだ確かめていない
    }{ $case ->
        [unchecked] {""}
       *[other] （{ $by }）
    }
proof-by-us = ここで検証
proof-by-receiver = 指定されたサーバー { $receiver } の記録
proof-by-inferred = { $receiver } の記録と見られるもの
proof-no-domain = （ドメインなし）

severity-note = お知らせ
severity-caution = 注意
severity-danger = 危険

## 見出し
heading-found = わかったこと
heading-why = なぜ
heading-do = すること
heading-limit = この判定でわからないこと
heading-gaps = 確かめられなかったこと
heading-proof = 証明の記録
heading-evidence = 決め手になったところ
heading-raw = 元のメールから
heading-raw-text = 貼り付けた文面から
heading-reach = 自分で確かめるには
heading-report = 知らせるには
heading-original = 元のメールを手に入れるには
heading-errors = 読めなかったもの

## メールの欄
field-from = 差出人
field-subject = 件名
field-date = 日付
field-file = ファイル
field-verdict = 判定
field-brand = 名乗っている相手
field-id = 指紋
empty-subject = （件名なし）
empty-from = （差出人なし）
mail-of-file = { $file } の{ $position }通目
forwarded-note = 転送されていた元のメールを判定しました。

standard-input = 標準入力
pasted-text = 貼り付けた文面

## 場所
spot-header = { $name } 欄（{ $line }行目）
spot-text = 本文
spot-link = リンク（{ $nth }番目）
spot-attachment = 添付または画像
spot-dns = DNS の { $name }
spot-row = { $row }行目
spot-folder = フォルダー「{ $name }」
spot-other = その他
explain-claim = ここで{ $brand }を名乗っています

## 進みぐあい
progress-counting = メールを数えています
progress-reading = { $file } を読んでいます
progress-checking = { $done } / { $total } 通を確かめました
progress-checking-open = { $done } 通を確かめました
progress-dns = DNS に問い合わせています

## まとめ
summary-mails = メール{ $count }通を確かめました。
summary-none = メールは見つかりませんでした。
summary-genuine = 本物の差出人 { $count }通
summary-foreign-content = （本物の差出人のうち、書いたのが別の人 { $count }通）
summary-impostor = なりすまし { $count }通
summary-doubtful = 疑わしい { $count }通
summary-unproven = 証明なし { $count }通
summary-no-claim = 名乗りなし { $count }通
summary-errors = 読めなかったもの { $count }件
summary-filtered = 全{ $count }通のうち、条件に合う{ $shown }通を表示しています。
summary-dns-written = DNS の記録{ $count }件を { $file } に保存しました。
goes-on-offline = 通信せずに続けます。
nothing-given = 確かめるメールのファイルかフォルダーを指定してください（例: mioboe check メール.eml）。文面だけのときは mioboe check --text を使ってください。
fault-at = mioboe の不具合が起きました（{ $place }）。ほかのメールの判定は続けます。
hint-explain = 決め手になったところを見るには、--explain を付けてください。
hint-one = 一通ずつ詳しく見るには、ファイルを一つだけ指定してください。

## 自分で確かめる、知らせる
reach-intro = 次の入口を、自分で開いてください。
reach-site = { $brand }のサイト: { $value } と自分で入力する
reach-desk = { $brand }に尋ねる: { $value } を自分で入力 →「お問い合わせ」や「カスタマーサービス」
reach-check-page = { $brand }の、本物と偽物の見分け方のページ: { $value }
reach-report = { $brand }: { $value } に転送する
reach-phone = { $brand }の電話: { $value }（かける前に、公式のサイトの番号と同じか確かめてください）
reach-phone-issuer = { $brand }の電話: { $value }（かける前に、カードの裏や通帳の番号と同じか確かめてください）
reach-card-back = { $brand }の電話: カードの裏、または通帳や明細に書かれた番号
reach-unknown = { $brand }の連絡先は、出典のあるものがまだありません。いつも使っているアプリか、自分で入力したアドレスから開いてください。

## 何か入力してしまったとき
after-intro = すでに何か入力してしまったとき
after-password = パスワードを入れたとき: 本物のサイトを自分で開いて変えてください。同じパスワードを使っているほかのところも変え、ログインや利用の履歴を見てください。
after-card = カード番号を入れたとき: カード会社の紛失・盗難の窓口に連絡してください。補償には、明細の通知から60日以内などの期限が多いので、早めに連絡してください。
after-keep-text = 届いた文面は消さず、画面の写真（スクリーンショット）も残してください。相談や届け出のときに、明細とともに役に立ちます。
after-keep = メールは消さずに残してください。相談や届け出のときに、ヘッダーの付いた元のメールと明細が役に立ちます。

## 文だけの確認
text-intro = 文面だけの確認です。名乗りと内容の特徴だけを見ます。文面だけで本物と判定することはありません。
text-prompt = メールや SMS の文面を貼り付け、最後に Ctrl+D を押してください。
text-known-number = この番号は、mioboe の一覧で{ $brand }のものです。ただし、表示された番号は偽れます。かかってきた電話や届いた SMS が{ $brand }からとは言えないので、用件は公式のサイトから自分で確かめてください。
text-known-link = このリンク先は、mioboe の一覧で{ $brand }のものです。ただし、だれが送ってきたかはわかりません。用件は、公式のサイトやアプリを自分で開いて確かめてください。
text-unknown-number = この番号は、mioboe の一覧にありません。一覧にないだけで、本物とも偽物とも言えません。
text-unknown-link = このリンク先は、mioboe の一覧にありません。一覧にないだけで、本物とも偽物とも言えません。リンクは開いていません。
hint-text-is-file = { $file } という名前のファイルがあります。そのファイルを確かめるときは、--text を付けずに指定してください。

## docs/findings.md
page-title = 所見の一覧
page-intro = mioboe が言う所見と、確かめられなかったことの一覧です。data/words の言葉から作られます。‹ › の中には、そのメールの事実が入ります。
page-findings = わかったこと
page-gaps = 確かめられなかったこと
page-part-why = なぜ
page-part-do = すること
page-part-limit = わからないこと
