### 取り込みと、身に覚えの確認。

import-done = メール { $mails } 通を読み、新しい { $new } 通を記録しました。そのうち本物とわかったお知らせは { $notices } 件です。
import-asks = 身に覚えを確かめたいお知らせが { $questions } 件あります。mioboe review で答えてください。

import-found = このアカウントのメールの動きで、気になることが { $findings } 件ありました。

review-row = { $id }  { $day }  { $brand }  { $kind }  { $sum }
review-row-filters = { $id }  { $day }  メールの自動振り分け（{ $name }）に、知らないうちに作られたかもしれない規則があります
review-row-mail = { $id }  { $day }  { $sender }  { $subject }
review-why = お尋ねする理由
review-order = 注文番号: { $value }
review-item = 品名: { $value }
review-recipient = 送り先: { $value }
review-merchant = 利用先: { $value }
review-card = カードの末尾: { $value }
review-place = 場所: { $value }
review-device = 端末: { $value }
review-ip = IPアドレス: { $value }
review-subject = メールの件名: { $value }
review-proven = 送信元は { $value } と確認済みです
review-account = 届いたところ: { $value }
review-unverified = このお知らせの読み取り方は、十分な実例で確かめられていません（{ $value }）。メールの本文もご覧ください。
review-prompt = 身に覚えがありますか？ はい(y) / いいえ(n) / わからない(w) / 判定が違う(x) / 一つ戻す(u) / 後で(Enter) / 終わり(q)
review-not-understood = y、n、w、x、u、q のどれか、または Enter を押してください。
review-nothing-to-undo = 戻せる答えはありません。
review-nothing-kept = まだ何も記録していません。先に mioboe import でメールを読み込んでください。
review-none = 答えを待っている質問はありません。
review-beside = 質問のほかに、次のことがあります。
review-left = まだ答えていない質問があります。いつでも mioboe review で続けられます。
review-unknown = 「{ $id }」で始まる質問はありません。mioboe review --list で名前を確かめてください。
review-several = 「{ $id }」で始まる質問が二つ以上あります。もう少し長く入力してください。
review-no-answer = 「{ $word }」は答えではありません。yes、no、unsure、wrong、undo のどれかを指定してください。

answer-mine = 「はい」と記録しました。
answer-not-mine = 「いいえ」と記録しました。お店やカード会社に、公式のページか電話番号から連絡してください。
answer-unsure = 「わからない」と記録しました。購入履歴やご家族に確かめてから、答え直せます。
answer-wrong = 「判定が違う」と記録しました。
answer-withdrawn = 前の答えを取り消しました。もう一度お尋ねします。

## 質問に入力できる文字と言葉（空白で区切る）
typed-mine = y h は はい
typed-not-mine = n i い いいえ
typed-unsure = w わ わからない
typed-wrong = x 違う
typed-undo = u も 戻す
typed-later = l あ 後で
typed-end = q お 終わり
