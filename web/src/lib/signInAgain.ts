/** What needs a recent sign-in with the password (changes of accounts) is answered with a problem of this type. */
const SIGN_IN_AGAIN = "sign-in-again";

/** Asks the user for their password; true once they signed in, false if they did not want to. */
type Ask = () => Promise<boolean>;

let ask: Ask | undefined;
/** The question that is open; requests that need it meanwhile wait for the same answer. */
let asking: Promise<boolean> | undefined;

/** Where the password is asked for, until the returned function is called. */
export function handleSignInAgain(handler: Ask): () => void {
  ask = handler;
  return () => {
    if (ask === handler) ask = undefined;
  };
}

/** `fetch` for the API: where the server wants a recent sign-in, it asks for the password and sends the request again. */
export async function fetchSignedInAgain(request: Request): Promise<Response> {
  const again = request.clone(); // a body can be sent only once
  const response = await fetch(request);
  if (response.status !== 403 || !ask) return response;
  const problem = (await response.clone().json().catch(() => undefined)) as { type?: string } | undefined;
  if (!problem?.type?.endsWith(SIGN_IN_AGAIN)) return response;
  asking ??= ask().finally(() => { asking = undefined; });
  return (await asking) ? fetch(again) : response;
}
