### 本物とわかったメールが知らせていること、その金額、その部分の言い方。

## notice-kind-<種類>。一覧や画面で使う
notice-kind-order-confirmed = 注文の確認
notice-kind-gift-card-bought = ギフトカードの購入
notice-kind-gift-card-received = ギフトカードの受け取り
notice-kind-gift-card-opened = 贈ったギフトカードの開封・登録
notice-kind-shipped = 発送
notice-kind-delivered = 配達
notice-kind-cancelled = キャンセル
notice-kind-refunded = 返金
notice-kind-payment-problem = 支払いの不具合
notice-kind-order-held = 注文の保留
notice-kind-charge = 利用（支払い）
notice-kind-charge-reversed = 利用の取り消し
notice-kind-charge-declined = 利用できなかった支払い
notice-kind-statement = 請求や引き落としの予告
notice-kind-signed-in = ログイン
notice-kind-sign-in-attempt = ログインの試み
notice-kind-account-access-attempt = アカウント情報を開く試み
notice-kind-password-reset-asked = パスワード再設定の申し込み
notice-kind-password-changed = パスワードの変更
notice-kind-email-changed = メールアドレスの変更
notice-kind-phone-changed = 電話番号の変更
notice-kind-two-step-changed = 本人確認の方法の変更
notice-kind-account-kind-changed = アカウントの種類の変更
notice-kind-address-added = 届け先の追加
notice-kind-account-held = アカウントの保留
notice-kind-account-secured = 不正利用のあとの復旧
notice-kind-advertising = 広告や一斉配信

## amount-role
amount-role-total = 注文の合計
amount-role-charged = 請求された額
amount-role-refunded = 戻る額
amount-role-gift = ギフトカードの額
amount-role-fee = 手数料
amount-role-declined = 断られた額

## 文の中で使うもの
fact-notice-order-confirmed = 注文の確認
fact-notice-gift-card-bought = ギフトカードの購入
fact-notice-gift-card-received = ギフトカードの受け取り
fact-notice-gift-card-opened = 贈ったギフトカードの開封・登録
fact-notice-shipped = 発送
fact-notice-delivered = 配達
fact-notice-cancelled = キャンセル
fact-notice-refunded = 返金
fact-notice-payment-problem = 支払いの不具合
fact-notice-order-held = 注文の保留
fact-notice-charge = 利用（支払い）
fact-notice-charge-reversed = 利用の取り消し
fact-notice-charge-declined = 利用できなかった支払い
fact-notice-statement = 請求や引き落としの予告
fact-notice-signed-in = ログイン
fact-notice-sign-in-attempt = ログインの試み
fact-notice-account-access-attempt = アカウント情報を開く試み
fact-notice-password-reset-asked = パスワード再設定の申し込み
fact-notice-password-changed = パスワードの変更
fact-notice-email-changed = メールアドレスの変更
fact-notice-phone-changed = 電話番号の変更
fact-notice-two-step-changed = 本人確認の方法の変更
fact-notice-account-kind-changed = アカウントの種類の変更
fact-notice-address-added = 届け先の追加
fact-notice-account-held = アカウントの保留
fact-notice-account-secured = 不正利用のあとの復旧
fact-notice-advertising = 広告や一斉配信

fact-part-order = 注文番号
fact-part-items = 品物の一覧
fact-part-total = 合計
fact-part-charged = 請求された額
fact-part-refunded = 戻る額
fact-part-gift = ギフトカードの額
fact-part-fee = 手数料
fact-part-declined = 断られた額
fact-part-recipient = 送り先
fact-part-moment = 日時
fact-part-merchant = 店の名前
fact-part-card = カード番号の末尾
fact-part-place = 場所
fact-part-device = 端末
fact-part-ip = IPアドレス
fact-part-code = ギフト番号または受け取りリンク
fact-part-kind = 知らせの種類
fact-part-number = 注文や利用の件数
