package io.flexike.ike.engine;

import io.flexike.crypto.prf.Prf;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.message.AuthenticatedMessage;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.task.IkeSa;
import java.util.List;

/**
 * Has IKE_AUTH authenticate the IKE_INTERMEDIATE exchanges (RFC 9242 3.3.2). Each message is noted before the keys of
 * its exchange give way to others.
 */
final class Transcript {
    private final IkeSaMachine machine;

    Transcript(IkeSaMachine machine) {
        this.machine = machine;
    }

    void sent(IkeHeader header, List<Payload> payloads) {
        if (header.exchange().equals(ExchangeType.IKE_INTERMEDIATE)) {
            note(header.response(), AuthenticatedMessage.sent(header, payloads));
        }
    }

    void received(IkeHeader header, Opened opened) {
        if (header.exchange().equals(ExchangeType.IKE_INTERMEDIATE)) {
            note(header.response(), opened.authenticated());
        }
    }

    private void note(boolean response, byte[] message) {
        if (!(machine.state() instanceof State.Authenticating authenticating)) {
            return;
        }
        IkeSa sa = machine.sa();
        Prf prf = sa.crypto().prf(sa.requiredSuite().prf());
        IkeKeys keys = sa.requiredKeys();
        if (response) {
            authenticating.handshake().intermediate().response(prf, keys.skPr(), message);
        } else {
            authenticating.handshake().intermediate().request(prf, keys.skPi(), message);
        }
    }
}
