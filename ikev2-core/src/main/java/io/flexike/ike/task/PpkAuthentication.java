package io.flexike.ike.task;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.keys.KeyDerivation;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.PeerPpks;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Ppk;
import io.flexike.ike.session.PpkId;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.session.Rejection.Postquantum.Lack;
import io.flexike.ike.task.PpkAgreement.Way;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** PPK_IDENTITY and NO_PPK_AUTH of IKE_AUTH, and whether a PPK that there has to be is there (RFC 8784 3). */
final class PpkAuthentication {
    private final IkeSa sa;
    private final Handshake handshake;
    private @Nullable Ppk offered;
    private @Nullable IkeKeys offeredKeys;
    private boolean answers;

    PpkAuthentication(IkeSa sa, Handshake handshake) {
        this.sa = sa;
        this.handshake = handshake;
    }

    /** Initiator: the keys with which it authenticates. */
    IkeKeys keysToOffer() {
        PeerPpks keys = PpkNegotiationTask.ofExpectedPeer(sa);
        if (handshake.ppk().way() == Way.IN_AUTH && !keys.keys().isEmpty()) {
            offered = keys.keys().get(0);
            offeredKeys = mixed(offered);
        }
        return offeredKeys == null ? sa.requiredKeys() : offeredKeys;
    }

    /** Initiator: whether it also authenticates without the PPK that it offers. */
    boolean authenticatesWithout() {
        return offered != null && !PpkNegotiationTask.ofExpectedPeer(sa).areRequired();
    }

    /** Initiator: names the PPK that it offers. */
    void buildRequest(List<Payload> request) {
        if (offered != null) {
            request.add(NotifyPayload.of(NotifyType.PPK_IDENTITY, offered.id().encode()));
        }
    }

    /** Initiator: makes the PPK count if the responder uses it; whatever the responder says of it is ignored. */
    void processResponse(ReceivedPayloads response) throws AuthenticationFailedException {
        handshake.ppk().mixed().ifPresent(mixed -> sa.peer().ppk(mixed.id()));
        if (offeredKeys == null || offered == null) {
            return;
        }
        if (response.notify(NotifyType.PPK_IDENTITY).isPresent()) {
            sa.mixInPpk(offeredKeys);
            sa.peer().ppk(offered.id());
            offeredKeys = null;
        } else if (authenticatesWithout()) {
            abandon();
        } else {
            throw refused(sa.requiredProfile(), Lack.NOT_TAKEN);
        }
    }

    /** Initiator: forgets the keys that it offers, as far as the IKE SA has others. */
    void abandon() {
        if (offeredKeys != null) {
            offeredKeys.destroyForPpk();
            offeredKeys = null;
        }
    }

    /**
     * Responder: finds the PPK and makes it count.
     *
     * @return what is to be verified with the keys that the IKE SA has now
     */
    AuthPayload processRequest(PeerProfile profile, Identification peer, ReceivedPayloads request, AuthPayload auth)
            throws AuthenticationFailedException, InvalidSyntaxException {
        PeerPpks keys = profile.postquantum().keys().of(Optional.of(peer), sa.configuredAddress());
        if (handshake.ppk().way() == Way.IN_AUTH) {
            return inAuth(profile, keys, request, auth);
        }
        Optional<Ppk> mixed = handshake.ppk().mixed();
        // Found among the keys of all peers: others may have another key by the same name.
        if (mixed.isPresent() && !keys.keys().contains(mixed.get())) {
            throw refused(profile, Lack.UNKNOWN);
        }
        if (mixed.isEmpty() && keys.areRequired()) {
            throw refused(profile, handshake.ppk().way() == Way.NONE ? Lack.NOT_SPOKEN : Lack.NOT_TAKEN);
        }
        mixed.ifPresent(ppk -> sa.peer().ppk(ppk.id()));
        return auth;
    }

    private AuthPayload inAuth(PeerProfile profile, PeerPpks keys, ReceivedPayloads request, AuthPayload auth)
            throws AuthenticationFailedException, InvalidSyntaxException {
        Optional<NotifyPayload> name = request.notify(NotifyType.PPK_IDENTITY);
        // RFC 8784 3: both have said that there is a PPK.
        if (name.isEmpty()) {
            throw refused(profile, Lack.NOT_NAMED);
        }
        Optional<Ppk> known = keys.find(PpkId.decode(name.get().data()));
        if (known.isPresent()) {
            sa.mixInPpk(mixed(known.get()));
            sa.peer().ppk(known.get().id());
            answers = true;
            return auth;
        }
        Optional<NotifyPayload> without = request.notify(NotifyType.NO_PPK_AUTH);
        if (keys.areRequired() || without.isEmpty()) {
            throw refused(profile, Lack.UNKNOWN);
        }
        return new AuthPayload(auth.method(), without.get().data());
    }

    /** Responder: says that the PPK counts. */
    void buildResponse(List<Payload> response) {
        if (answers) {
            response.add(NotifyPayload.of(NotifyType.PPK_IDENTITY));
        }
    }

    private IkeKeys mixed(Ppk ppk) {
        return KeyDerivation.withPpk(sa.crypto().prf(sa.requiredSuite().prf()), ppk.key(), sa.requiredKeys());
    }

    private static AuthenticationFailedException refused(PeerProfile profile, Lack lack) {
        return new AuthenticationFailedException(new Rejection.Postquantum(profile.name(), lack));
    }
}
