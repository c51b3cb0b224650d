### mioboe demo の語り。

demo-intro = 架空の家族の受信箱です。人も、メールも、署名の鍵も、すべて作りものです。どこにも通信しません。
demo-question = 一通ごとに、同じことを確かめます。これは本当に、名乗っている相手から来たものですか。
demo-mail = { $position } / { $total }　{ $title }
demo-title-order = 本当に買った品物の注文確認
demo-title-forged-order = 買った覚えのない { $amount } のギフト券の注文確認
demo-title-lookalike = よく似た名前の差出人
demo-title-gift = 受け取ったギフト券
demo-title-foreign-content = 本物の差出人が届けた、他人の書いた文
demo-title-newsletter = 会社について書いてあるだけのお知らせ
demo-title-card-use = 証明も矛盾もない、カード会社からの知らせ
demo-title-other = もう一通
demo-seen = 読む人に見えるもの
demo-said = mioboe の答え
demo-note-gift = ギフト券の番号は現金と同じです。だれにも見せず、早めに自分のアカウントに登録してください。
demo-closing = 同じ件名、同じ文面でも、差出人の証明は違いました。見た目ではなく、証明できる差出人を比べるのが mioboe のやり方です。
demo-next = 手元のメールを確かめるには: mioboe check メール.eml
demo-next-text = 文面しかないときは: mioboe check --text
demo-offline = あらかじめ用意した DNS の記録を使っています。
