/* IMPORTANT
 * This snapshot file is auto-generated, but designed for humans.
 * It should be checked into source control and tracked carefully.
 * Re-generate by setting TAP_SNAPSHOT=1 and running tests.
 * Make sure to inspect the output below.  Do not ignore changes!
 */
'use strict'
exports[`packages/contract/test/endpoints.test.ts > TAP > the API offers these endpoints, which take and refuse this [V16.4.2] > surface 1`] = `
getMe: GET /api/users/me/ 200, versioned
changeMe: PATCH /api/users/me/ 200, versioned
  body: email currency
  ignored: id username
  problems: validation_failed
deleteMe: DELETE /api/users/me/ 204, versioned
  body: password!
  problems: validation_failed too_many_requests unavailable
changePassword: PUT /api/users/me/password/ 204
  body: old_password! new_password!
  problems: validation_failed too_many_requests unavailable
register: POST /api/users/register/ 201, open
  body: username! password! email currency
  ignored: id
  problems: validation_failed registration_closed too_many_requests unavailable
logIn: POST /api/token/ 200, open
  body: username! password! label
  problems: validation_failed invalid_credentials limit_reached too_many_requests unavailable
logOut: POST /api/token/logout/ 204, open
  body: refresh!
  problems: validation_failed
refreshTokens: POST /api/token/refresh/ 200, open
  body: refresh!
  problems: validation_failed invalid_refresh_token
listSessions: GET /api/sessions/ 200
  query: limit cursor
  problems: validation_failed
endSession: DELETE /api/sessions/:id/ 204
  problems: not_found
listTokens: GET /api/tokens/ 200
  query: limit cursor
  problems: validation_failed
createToken: POST /api/tokens/ 201, loginOnly
  body: name! scope! expires_in_days
  ignored: id created_at last_used_at expires_at
  problems: validation_failed already_exists limit_reached
getToken: GET /api/tokens/:id/ 200
  problems: not_found
revokeToken: DELETE /api/tokens/:id/ 204
  problems: not_found
listAccounts: GET /api/accounts/ 200
  query: name archived on limit cursor
  problems: validation_failed unknown_account
createAccount: POST /api/accounts/ 201, versioned
  body: name! currency opening_balance opening_date bank_ids archived
  ignored: id user balance created_at updated_at
  problems: validation_failed already_exists
getAccount: GET /api/accounts/:id/ 200, versioned
  problems: not_found
replaceAccount: PUT /api/accounts/:id/ 200, versioned
  body: name! currency opening_balance opening_date bank_ids archived
  ignored: id user balance created_at updated_at
  problems: validation_failed not_found already_exists account_in_use
changeAccount: PATCH /api/accounts/:id/ 200, versioned
  body: name currency opening_balance opening_date bank_ids archived
  ignored: id user balance created_at updated_at
  problems: validation_failed not_found already_exists account_in_use
deleteAccount: DELETE /api/accounts/:id/ 204, versioned
  problems: not_found account_in_use
listBalanceChecks: GET /api/accounts/:id/checks/ 200
  query: limit cursor
  problems: validation_failed not_found
checkBalance: POST /api/accounts/:id/checks/ 200
  body: amount! date!
  problems: validation_failed not_found
listCategories: GET /api/categories/ 200
  query: name archived limit cursor
  problems: validation_failed unknown_category
createCategory: POST /api/categories/ 201, versioned
  body: name! type! archived
  ignored: id user created_at updated_at
  problems: validation_failed already_exists category_type_conflict
getCategory: GET /api/categories/:id/ 200, versioned
  problems: not_found
replaceCategory: PUT /api/categories/:id/ 200, versioned
  body: name! type! archived
  ignored: id user created_at updated_at
  problems: validation_failed not_found already_exists category_in_use category_type_conflict
changeCategory: PATCH /api/categories/:id/ 200, versioned
  body: name type archived
  ignored: id user created_at updated_at
  problems: validation_failed not_found already_exists category_in_use category_type_conflict
deleteCategory: DELETE /api/categories/:id/ 204, versioned
  query: reassign_to uncategorize
  problems: validation_failed unknown_category not_found category_in_use
mergeCategories: POST /api/categories/merge/ 200
  body: from! to!
  problems: validation_failed unknown_category already_exists category_type_conflict
renameCategories: POST /api/categories/rename/ 200
  body: from! to!
  problems: validation_failed unknown_category already_exists category_type_conflict
listTags: GET /api/tags/ 200
  query: name limit cursor
  problems: validation_failed
getTag: GET /api/tags/:id/ 200, versioned
  problems: not_found
renameTag: PATCH /api/tags/:id/ 200, versioned
  body: name!
  ignored: id user count created_at updated_at
  problems: validation_failed not_found
deleteTag: DELETE /api/tags/:id/ 204, versioned
  problems: not_found
listTransactions: GET /api/transactions/ 200
  query: month from to category uncategorized account tag type q currency min max sort limit cursor
  problems: validation_failed unknown_category unknown_account unknown_tag
createTransaction: POST /api/transactions/ 201, versioned
  body: amount! date! category type description payee currency account to_account to_amount to_date splits tags
  ignored: id user category_name account_name to_account_name to_currency signed_amount checked created_at updated_at
  problems: validation_failed unknown_category unknown_account
getTransaction: GET /api/transactions/:id/ 200, versioned
  problems: not_found
replaceTransaction: PUT /api/transactions/:id/ 200, versioned
  body: amount! date! category type description payee currency account to_account to_amount to_date splits tags
  ignored: id user category_name account_name to_account_name to_currency signed_amount checked created_at updated_at
  problems: validation_failed unknown_category unknown_account not_found
changeTransaction: PATCH /api/transactions/:id/ 200, versioned
  body: amount date category type description payee currency account to_account to_amount to_date splits tags
  ignored: id user category_name account_name to_account_name to_currency signed_amount checked created_at updated_at
  problems: validation_failed unknown_category unknown_account not_found
deleteTransaction: DELETE /api/transactions/:id/ 204, versioned
  problems: not_found
partTransaction: POST /api/transactions/:id/part/ 200
  problems: validation_failed not_found
createTransactions: POST /api/transactions/bulk/ 201
  query: partial
  body: transactions!
  problems: validation_failed
joinTransactions: POST /api/transactions/join/ 200
  body: ids!
  problems: validation_failed
deleteTransactions: POST /api/transactions/delete/ 200, versioned
  body: ids!
  problems: validation_failed not_found
editTransactions: POST /api/transactions/edit/ 200, versioned
  body: ids! set tag untag
  problems: validation_failed unknown_category unknown_account not_found
listBudgets: GET /api/budgets/ 200
  query: month category limit cursor
  problems: validation_failed unknown_category
createBudget: POST /api/budgets/ 201, versioned
  body: category! month! monthly_limit!
  ignored: id user category_name currency created_at updated_at
  problems: validation_failed unknown_category already_exists
getBudget: GET /api/budgets/:id/ 200, versioned
  problems: not_found
replaceBudget: PUT /api/budgets/:id/ 200, versioned
  body: category! month! monthly_limit!
  ignored: id user category_name currency created_at updated_at
  problems: validation_failed unknown_category not_found already_exists
changeBudget: PATCH /api/budgets/:id/ 200, versioned
  body: category month monthly_limit
  ignored: id user category_name currency created_at updated_at
  problems: validation_failed unknown_category not_found already_exists
deleteBudget: DELETE /api/budgets/:id/ 204, versioned
  problems: not_found
getBudgetStatus: GET /api/budgets/status/ 200
  query: month! category covers currency
  problems: validation_failed unknown_category
getReport: GET /api/reports/ 200
  query: from! to! by! currency
  problems: validation_failed
getMonthlyReport: GET /api/reports/monthly/ 200
  query: month! currency depth
  problems: validation_failed
importTransactions: POST /api/imports/ 201
  query: dry_run again
  upload: text/csv
  problems: validation_failed import_rejected already_imported
listChanges: GET /api/changes/ 200
  query: limit cursor mine
  problems: validation_failed
getChange: GET /api/changes/:id/ 200
  problems: not_found
listRowChanges: GET /api/changes/:id/rows/ 200
  query: limit cursor
  problems: validation_failed not_found
undoChange: POST /api/changes/:id/undo/ 201
  problems: not_found not_undoable
getHealth: GET /healthz 200, open
getOpenApi: GET /openapi.json 200, open
getReadiness: GET /readyz 200, open
  problems: unavailable
`
