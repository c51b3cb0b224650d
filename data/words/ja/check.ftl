### mioboe check の見出しと短い言葉。

## 四つの軸
axis-claim = 名乗り
axis-proof = 証明
axis-match = 一致
axis-conduct = 求めていること
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

match-own = 差出人のアドレスは{ $brand }の使うドメインです
match-lookalike = 差出人のアドレスは{ $brand }に似せた別のドメインです
match-other-brand = 差出人のアドレスは別の会社のドメインで、{ $brand }のものではありません
match-foreign = 差出人のアドレスは{ $brand }の使うドメインではありません
match-unverified = { $brand }のドメインは、出典のある一覧がまだありません
match-absent = 差出人のアドレスから、ドメインがわかりません

proof-line = { $method }: { $case ->
        [own] 証明された送り手は { $domain }（{ $brand }のドメイン）
        [foreign] 証明された送り手は { $domain }（{ $brand }のドメインではない）
        [unknown] 証明された送り手は { $domain }（{ $brand }のものかは不明）
        [unaligned] 証明された通り道は { $domain }（差出人のアドレスとは別）
        [plain] 証明された送り手は { $domain }
        [fail] { $domain } は不合格
        [softfail] { $domain } はおそらく不合格
        [neutral] { $domain } についてはどちらとも言えない
        [broken] { $domain } の署名は、途中で内容が変わっていて合わない
        [key-gone] { $domain } の署名は、鍵がなくて確かめられない
        [invalid] { $domain } の書き方に誤りがある
        [expired] { $domain } の署名は期限切れ
        [none] { $domain } を証明するものがない
       *[unchecked] { $domain } はまだ確かめていない
    }（{ $by }）
proof-by-us = ここで検証
proof-by-receiver = 指定されたサーバー { $receiver } の記録
proof-by-inferred = { $receiver } の記録と見られるもの
proof-no-domain = （ドメインなし）

severity-note = お知らせ
severity-caution = 注意
severity-danger = 危険
confidence-possible = もしかすると
confidence-likely = おそらく
confidence-certain = 確か

## 見出し
heading-found = わかったこと
heading-why = なぜ
heading-do = すること
heading-limit = この判定でわからないこと
heading-gaps = 確かめられなかったこと
heading-proof = 証明の記録
heading-evidence = 決め手になったところ
heading-raw = 元のメールから
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
pasted-text = 渡された文

## 場所
spot-header = { $name } 欄（{ $line }行目）
spot-text = 本文
spot-link = リンク（{ $nth }番目）
spot-attachment = 添付または画像
spot-dns = DNS の { $name }
spot-row = { $row }行目
spot-other = その他
explain-here = ここ

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
summary-impostor = なりすまし { $count }通
summary-doubtful = 疑わしい { $count }通
summary-unproven = 証明なし { $count }通
summary-no-claim = 名乗りなし { $count }通
summary-errors = 読めなかったもの { $count }件
summary-filtered = 全{ $count }通のうち、条件に合う{ $shown }通を表示しています。
summary-dns-written = DNS の記録{ $count }件を { $file } に保存しました。
goes-on-offline = 通信せずに続けます。
nothing-given = 確かめるメールのファイルかフォルダーを指定してください（例: mioboe check メール.eml）。文だけのときは mioboe check --text を使ってください。
fault-at = mioboe の不具合が起きました（{ $place }）。ほかのメールの判定は続けます。
hint-explain = 決め手になったところを見るには、--explain を付けてください。
hint-one = 一通ずつ詳しく見るには、ファイルを一つだけ指定してください。

## 自分で確かめる、知らせる
reach-intro = メールの中のリンクや番号は使わず、次の入口を自分で開いてください。
reach-site = サイト: { $value } と自分で入力する
reach-check-page = { $brand }の、本物と偽物の見分け方のページ: { $value }
reach-report = { $brand }に知らせる: { $value } に転送する
reach-phone = 電話: { $value }（かける前に、公式のサイトやカードの裏の番号と同じか確かめてください）
reach-unknown = { $brand }の連絡先は、出典のあるものがまだありません。いつも使っているアプリか、自分で入力したアドレスから開いてください。

## 何か入力してしまったとき
after-intro = すでに何か入力してしまったとき
after-password = パスワードを入れたとき: 本物のサイトを自分で開いて変えてください。同じパスワードを使っているほかのところも変え、ログインや利用の履歴を見てください。
after-card = カード番号を入れたとき: カード会社の紛失・盗難の窓口に連絡してください。補償には、明細の通知から60日以内のような期限があることが多いので、早めに。
after-keep = メールは消さずに残してください。相談や届け出のときに、ヘッダーの付いた元のメールと明細が役に立ちます。

## 文だけの確認
text-intro = 文だけの確認です。名乗りと求めていることだけを見ます。本物という判定は出ません。
text-prompt = メールや SMS の文を貼り付け、最後に Ctrl+D を押してください。

## docs/findings.md
page-title = 所見の一覧
page-intro = mioboe が言う所見と、確かめられなかったことの一覧です。data/words の言葉から作られます。‹ › の中には、そのメールの事実が入ります。
page-findings = わかったこと
page-gaps = 確かめられなかったこと
page-part-why = なぜ
page-part-do = すること
page-part-limit = わからないこと
