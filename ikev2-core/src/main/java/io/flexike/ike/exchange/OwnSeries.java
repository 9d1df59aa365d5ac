package io.flexike.ike.exchange;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.payload.NotifyPayload;
import java.util.List;

/**
 * A CREATE_CHILD_SA of ours together with the additional key exchanges that follow it, which count as one exchange
 * wherever exchanges exclude each other (RFC 9370 2.2.4).
 */
interface OwnSeries {
    /** Whether nothing else may be on its way beside it. */
    boolean isAlone();

    /** Whether the next key exchange is to be carried out. When both ends rekey at once, this decides who does. */
    boolean goesOn();

    /** It does not go on: what both ends want is made in another way, or not at all. */
    ExchangeResult stopped();

    /** The peer has refused one of the exchanges, with which the whole has failed. */
    ExchangeResult refused(NotifyPayload error);

    /**
     * All key exchanges are done.
     *
     * @param further SK(1) to SK(n), which are used up
     */
    ExchangeResult completed(List<SecretBytes> further) throws IkeProtocolException;

    /** No acceptable response will come. */
    void abandoned();
}
