package io.flexike.ike.eap;

/** A method at the authenticator, for one conversation. */
interface AuthenticatorMethod {
    /**
     * The type data of the first request.
     *
     * @param identifier of that request
     */
    byte[] first(int identifier);

    /** Takes the type data of a response to the outstanding request. */
    AuthenticatorStep receive(byte[] data);

    /** Wipes what it can. */
    default void destroy() {}
}
