/**
 * The wrong token with which `npm run doctor` asks the endpoint, so that the function reads its secret. It is the only
 * wrong token that sets off no alarm: who sends it guesses nothing.
 */
export const PROBE_TOKEN = 'made-up-by-doctor';
