package io.flexike.ike.engine;

import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.TcpEncapsulation;
import java.util.Optional;

/** Decides between UDP and TCP for one IKE SA (RFC 9329 5, 6, 7.1). */
final class CarrierChoice {
    /** Our choice: so many transmissions over UDP without an answer are enough; RFC 9329 5.1 wants at least two. */
    static final int UDP_TRANSMISSIONS = 3;

    private CarrierChoice() {}

    /** Along which path an initiation begins. */
    static Path first(TcpEncapsulation mode, Path udp, Optional<Path> tcp) {
        return mode == TcpEncapsulation.ALWAYS ? tcp.orElse(udp) : udp;
    }

    /**
     * RFC 9329 5.1: after several transmissions over UDP without an answer, IKE_SA_INIT is done anew over TCP.
     *
     * @param transmissions how often the request has gone out
     * @return the path over TCP if it is time for it
     */
    static Optional<Path> fallback(TcpEncapsulation mode, Path current, Optional<Path> tcp, int transmissions) {
        boolean due = mode == TcpEncapsulation.FALLBACK
                && current.carrier() != Carrier.TCP
                && transmissions >= UDP_TRANSMISSIONS;
        return due ? tcp : Optional.empty();
    }

    /** RFC 9329 6.2: over TCP a request is not repeated while its connection lives; its time to wait is the same. */
    static boolean repeatsRequests(Path path) {
        return !path.carrier().reliable();
    }

    /** RFC 9329 7.5: fragments are received over TCP, but not sent. */
    static boolean mayFragment(Path path) {
        return !path.carrier().reliable();
    }

    /**
     * RFC 9329 6.3: over TCP the initiator has shown already that it receives at its address, so a cookie without a
     * puzzle is not asked for.
     */
    static boolean needsCookie(Path path) {
        return !path.carrier().reliable();
    }

    /**
     * RFC 9329 6.4: nobody else can answer in a connection, so an error in an unprotected response is believed at once.
     */
    static boolean believesErrors(Path path) {
        return path.carrier().reliable();
    }

    /** Where everything after IKE_SA_INIT goes: RFC 9329 6.5, whatever NAT detection says, TCP stays TCP. */
    static Path afterInit(Path used, Path natTraversal, boolean natDetected) {
        return natDetected && used.carrier() == Carrier.UDP ? natTraversal : used;
    }

    /**
     * RFC 9329 6.1: a responder sends over the connection from which the last authentic message came that was no
     * repetition, whatever its address. Between UDP and TCP only MOBIKE moves an IKE SA (RFC 9329 5).
     *
     * @param initiator whether we initiated the first of a line of IKE SAs, so that the connections are ours to open
     *     (RFC 9329 1.2)
     * @param udpRule what RFC 7296 2.23 says about following over UDP
     */
    static boolean follows(Path current, Path arrived, boolean initiator, boolean udpRule) {
        boolean tcpNow = current.carrier() == Carrier.TCP;
        boolean tcpThen = arrived.carrier() == Carrier.TCP;
        if (tcpNow != tcpThen) {
            return false;
        }
        return tcpNow ? !initiator : udpRule;
    }
}
