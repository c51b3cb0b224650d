### 事実の書き方。fact-<事実の名前>-<語> は、決まった語の言いかえ。

day-of-month = { $year }年{ $month }月{ $day }日
moment = { $day } { $time }（協定世界時）
name-in-two-forms = { $shown }（{ $ascii }）
list-separator = 、

## 差出人の欄の乱れ
fact-problem-no-from = 差出人の欄がない
fact-problem-several-fields = 差出人の欄がいくつもある
fact-problem-several-mailboxes = 差出人のアドレスがいくつもある
fact-problem-group = アドレスの代わりにグループ名が書かれている
fact-problem-no-domain = アドレスに、@より後ろの正しい名前がない
fact-problem-control = 見えない制御文字が入っている
fact-problem-encoded-address = アドレスのところが符号で書かれている
fact-problem-malformed = アドレスの形が崩れている

## 求めていること（「…よう求めています」に続く形）
fact-action-confirm-account = アカウントの情報を確認する
fact-action-confirm-payment = 支払い方法を確認または更新する
fact-action-confirm-card-use = カードの利用を確認する
fact-action-confirm-identity = 本人確認をする
fact-action-unlock-account = 止められたアカウントの制限を解除する
fact-action-claim-prize = 当選品やポイントを受け取る
fact-action-track-parcel = 荷物の配達を確認する
fact-action-pay-fee = 料金を支払う
fact-action-call-number = 書かれた番号に電話する
fact-action-send-code = 認証番号やギフト券の番号を送る
fact-action-open-attachment = 添付ファイルを開く
fact-action-install = アプリやソフトを入れる
fact-action-pay-with-gift-cards = ギフト券や電子マネーを買う、またはそれで支払う
fact-action-give-remote-control = パソコンや携帯電話を遠くから操作させる
fact-action-pay-in-crypto = 暗号資産（仮想通貨）で支払う
fact-action-pay-to-new-account = 変更された口座へ振り込む
# 何かを求めているとは言えない。見出しは asks-for-action の中で分けている。
fact-action-alarming-words = 口座、支払い、当選、制限などの言葉

## 第三者が中身を書ける知らせの種類
fact-kind-shared-document = 文書の共有
fact-kind-invitation = 招待
fact-kind-money-request = 送金の依頼
fact-kind-form = 入力フォーム

## 電子署名（S/MIME）が証明にならない理由
fact-flaw-weak-hash = 使われている計算方式（SHA-1）が破られている
fact-flaw-short-key = 鍵が短すぎる
fact-flaw-expired = 届いたときに証明書の期限が切れていた
fact-flaw-not-yet-valid = 届いたときに証明書の期間が始まっていなかった
fact-flaw-not-for-mail = メールの署名に使える証明書ではない
fact-flaw-chain-broken = 証明書が、書かれた発行元の正しく出したものではない
fact-flaw-self-signed = 証明書を本人が自分で発行している
fact-flaw-covers-part = 本文の一部にしか署名がない

## だれでも使えるサービスの種類
fact-service-shortener = 短縮リンクのサービス
fact-service-form = 入力フォームのサービス
fact-service-site = ページを置くサービス
fact-service-files = ファイルを渡すサービス
fact-service-tunnel = だれかのパソコンへの通り道

## 添付されているもの
fact-carrier-program = プログラム
fact-carrier-profile = 機器の設定を変えるファイル（プロファイル）
fact-carrier-macros = 命令を実行できる文書
fact-carrier-archive = 圧縮ファイルの中のプログラム

## 添付されたページにあるもの
fact-holds-page = ページ
fact-holds-form = 入力欄
fact-holds-password = パスワードの入力欄
fact-holds-script = スクリプト

## 名前の代わりに書かれたもの
fact-content-link = リンク
fact-content-number = 電話番号
fact-content-money = 金額

## 検証の結果
fact-result-pass = 合格
fact-result-fail = 不合格
fact-result-softfail = おそらく不合格
fact-result-neutral = どちらとも言えない
fact-result-broken = 途中で変わった
fact-result-key-gone = 鍵がない
fact-result-invalid = 書き方の誤り
fact-result-expired = 期限切れ
fact-result-none = なし
fact-result-unchecked = 未確認

## 見守り：置かれた場所
fact-place-trash = ごみ箱
fact-place-junk = 迷惑メールのフォルダー
fact-place-archive = アーカイブ

## 見守り：変更されたもの
fact-change-password = パスワード
fact-change-email = メールアドレス
fact-change-phone = 電話番号
fact-change-two-step = 二段階認証
fact-change-account-kind = アカウントの種類
fact-change-address = 届け先
fact-change-payment = 支払い方法
fact-turn-before = 前
fact-turn-after = 後

## 見守り：答えていない長さ
fact-age-days = 数日
fact-age-weeks = 数週間
fact-age-months = 数か月

## 見守り：メールがなくなったわけ
fact-cause-renewed = メールサーバーがフォルダーの番号を付け直しました
fact-cause-emptied = たくさんのメールが同時になくなりました
fact-cause-collected = 届いたメールの多くを、ほかのソフトが取り出しています

## 規則がすること（「…のメールを」に続く形）
fact-deed-discard = 捨てます
fact-deed-reject = 送り返します
fact-deed-forward = 手元に残さず転送します
fact-deed-trash = 見えにくいフォルダーへ移します
fact-deed-archive = 受信箱から外します
fact-deed-file-read = 既読にして別のフォルダーへ移します
fact-deed-read = 既読にします
fact-deed-file = 別のフォルダーへ移します

## 規則の相手
fact-topic-order = 注文
fact-topic-card = カードや支払い
fact-topic-gift = ギフト券
fact-topic-security = ログインや変更
fact-which-everything = すべてのメール
fact-which-notices = お金やアカウントの知らせ
fact-which-some = 一部のメール

## 規則を読めなかったわけ
fact-trouble-unknown-form = 知らない形で書かれている
fact-trouble-cut = 多すぎるか、深すぎる
fact-trouble-malformed = 書き方が崩れている
fact-trouble-elsewhere = ほかのファイルやプログラムが決めている
fact-trouble-other = そのほか

## 言語
fact-language-ja = 日本語
fact-language-en = 英語
fact-language-zh = 中国語
fact-language-ko = 韓国語
fact-language-de = ドイツ語
fact-language-fr = フランス語
fact-language-es = スペイン語
fact-language-pt = ポルトガル語
fact-language-it = イタリア語
fact-language-nl = オランダ語
fact-language-ru = ロシア語
fact-language-pl = ポーランド語
fact-language-tr = トルコ語
fact-language-vi = ベトナム語
fact-language-id = インドネシア語
fact-language-th = タイ語
fact-language-sv = スウェーデン語
fact-language-ar = アラビア語
fact-usual-ja = 日本語
fact-usual-en = 英語
fact-usual-zh = 中国語
fact-usual-ko = 韓国語
fact-usual-de = ドイツ語
fact-usual-fr = フランス語
fact-usual-es = スペイン語
fact-usual-pt = ポルトガル語
fact-usual-it = イタリア語
fact-usual-nl = オランダ語
fact-usual-ru = ロシア語
fact-usual-pl = ポーランド語
fact-usual-tr = トルコ語
fact-usual-vi = ベトナム語
fact-usual-id = インドネシア語
fact-usual-th = タイ語
fact-usual-sv = スウェーデン語
fact-usual-ar = アラビア語
