package io.flexike.ike.eap;

import io.flexike.crypto.tls.TlsFailedException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The AVPs of one message, all of them understood. */
final class AvpList {
    private final List<Avp> avps;

    private AvpList(List<Avp> avps) {
        this.avps = avps;
    }

    /**
     * Reads a message.
     *
     * @param understood what the reader knows what to do with, if only to ignore it
     * @throws TlsFailedException if it is malformed, or has a mandatory AVP that is not understood
     */
    static AvpList read(byte[] octets, Set<Avp.Kind> understood) throws TlsFailedException {
        List<Avp> avps = Avp.read(octets)
                .orElseThrow(() -> new TlsFailedException("what came through the tunnel is not a sequence of AVPs"));
        Set<Avp.Kind> seen = EnumSet.noneOf(Avp.Kind.class);
        for (Avp avp : avps) {
            boolean known = understood.contains(avp.kind);
            // RFC 5281 10.1: who does not understand a mandatory AVP must fail the negotiation.
            if (avp.mandatory && !known) {
                throw new TlsFailedException("a mandatory AVP is not understood");
            }
            if (known && !seen.add(avp.kind)) {
                throw new TlsFailedException("an AVP of kind " + avp.kind + " came twice");
            }
        }
        return new AvpList(avps);
    }

    Optional<byte[]> data(Avp.Kind kind) {
        return avps.stream().filter(avp -> avp.kind == kind).findFirst().map(Avp::data);
    }
}
