package io.flexike.ike.task;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.session.Rejection.Authentication.Fault;
import java.util.List;
import java.util.Optional;

/** The methods by which one end proves who it is, one after the other (RFC 4739). */
final class AuthenticationTurns {
    private final PeerProfile profile;
    private final AuthenticationMethod whole;
    private int turn;

    AuthenticationTurns(PeerProfile profile, AuthenticationMethod whole) {
        this.profile = profile;
        this.whole = whole;
    }

    /** The methods among which the present turn chooses. */
    List<AuthenticationMethod> methods() {
        return whole instanceof AuthenticationMethod.InTurn turns
                ? List.of(turns.methods().get(turn))
                : whole.alternatives();
    }

    /** Of some of them the first one that the peer has announced, or else the first one (RFC 9593 3.1). */
    static Optional<AuthenticationMethod> preferred(List<AuthenticationMethod> some, AnnouncedMethods announced) {
        for (AuthenticationMethod method : some) {
            if (announced.allow(method)) {
                return Optional.of(method);
            }
        }
        return some.isEmpty() ? Optional.empty() : Optional.of(some.get(0));
    }

    /** The method of the present turn that is EAP. */
    Optional<AuthenticationMethod.Eap> eap() {
        return methods().stream()
                .filter(AuthenticationMethod.Eap.class::isInstance)
                .map(AuthenticationMethod.Eap.class::cast)
                .findFirst();
    }

    boolean isFirst() {
        return turn == 0;
    }

    boolean isLast() {
        return turn == whole.turns() - 1;
    }

    /** To the next turn, which there is. */
    void next() {
        turn++;
    }

    /** What we call ourselves in the present turn. */
    Identification self() {
        return identity().orElseGet(() -> profile.localIdentity().toWire());
    }

    private Optional<Identification> identity() {
        return whole instanceof AuthenticationMethod.InTurn turns && turn > 0
                ? turns.identities().get(turn - 1).map(identity -> identity.toWire())
                : Optional.empty();
    }

    /** The peer may call itself that in the present turn, which is not the first one. */
    void require(Identification peer) throws AuthenticationFailedException {
        Optional<Identification> expected = identity();
        if (expected.isPresent() && !expected.get().equals(peer)) {
            throw new AuthenticationFailedException(
                    new Rejection.OtherIdentity(peer, ProfileChoice.candidate(profile)));
        }
    }

    /** What the peer has to have done in the present turn. */
    AuthenticationFailedException fault(Optional<Identification> peer, Fault fault) {
        return new AuthenticationFailedException(
                new Rejection.Authentication(profile.name(), peer, Optional.empty(), fault));
    }
}
