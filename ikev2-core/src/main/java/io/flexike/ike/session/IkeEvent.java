package io.flexike.ike.session;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.payload.Payload;
import java.util.List;
import java.util.Optional;

/** What happened to a session. */
public sealed interface IkeEvent {
    /** Our SPI of the IKE SA, 0 where no IKE SA is concerned. */
    long ikeSpi();

    /**
     * IKE_AUTH has ended well.
     *
     * @param configuration attributes of the CFG_REPLY: received ones on an initiator, sent ones on a responder
     */
    record IkeSaEstablished(IkeSaSnapshot sa, List<ConfigurationAttribute> configuration) implements IkeEvent {
        @Override
        public long ikeSpi() {
            return sa.localSpi();
        }
    }

    /** A Child SA was installed. */
    record ChildSaEstablished(long ikeSpi, ChildSaSnapshot child) implements IkeEvent {}

    /** A Child SA has a successor, which carries its packets from now on; the old one is closed next. */
    record ChildSaRekeyed(long ikeSpi, int oldInboundSpi, ChildSaSnapshot child) implements IkeEvent {}

    /**
     * An IKE SA has a successor, to which its Child SAs belong from now on; the old one ends without a further event.
     */
    record IkeSaRekeyed(long oldIkeSpi, IkeSaSnapshot sa) implements IkeEvent {
        @Override
        public long ikeSpi() {
            return sa.localSpi();
        }
    }

    /** The peer does not rekey an IKE SA, which goes on until its lifetime ends or a new one replaces it. */
    record IkeSaRekeyRefused(long ikeSpi, CloseReason reason) implements IkeEvent {}

    /**
     * The initiator of an IKE SA was sent to another gateway (RFC 5685): told on the gateway that sends it away, where
     * {@code ikeSpi} is 0 if that happens before there is an IKE SA, and on the initiator that follows. There a new IKE
     * SA begins by itself under the same handle; this one ends with {@link CloseReason.Kind#REDIRECTED}, an established
     * one as soon as the new one is up.
     *
     * @param from the path on which it was told so
     */
    record Redirected(long ikeSpi, Path from, RedirectTarget to) implements IkeEvent {}

    /**
     * The peer has granted a ticket with which the IKE SA can be resumed (RFC 5723); it replaces any earlier one of
     * this IKE SA. It is to be thrown away when {@link TicketWithdrawn} says so, and when the credentials are no longer
     * valid, such as when a user logs out.
     */
    record TicketReceived(long ikeSpi, ResumptionTicket ticket) implements IkeEvent {}

    /** The ticket of an IKE SA is worthless: the IKE SA was deleted or rekeyed (RFC 5723 6.2). */
    record TicketWithdrawn(long ikeSpi) implements IkeEvent {}

    /** The ticket was not taken; an IKE SA is made from scratch instead. */
    record ResumptionRefused(long ikeSpi, CloseReason reason) implements IkeEvent {}

    /** The datagrams of an IKE SA and of its Child SAs go along another path from now on. */
    record PathChanged(IkeSaSnapshot sa, Path from) implements IkeEvent {
        @Override
        public long ikeSpi() {
            return sa.localSpi();
        }
    }

    /**
     * The peer has set configuration of ours by CFG_SET (RFC 7296 3.15), and was told that it is accepted.
     *
     * @param attributes those of the types that {@link IkeSaPolicy#acceptedConfiguration} names, in the peer's order
     */
    record ConfigurationSet(long ikeSpi, List<ConfigurationAttribute> attributes) implements IkeEvent {
        public ConfigurationSet {
            attributes = List.copyOf(attributes);
        }
    }

    /**
     * The peer has answered one CFG_SET of ours.
     *
     * @param types what it has accepted, each once; none if it has accepted nothing or does not know CFG_SET
     */
    record ConfigurationAcknowledged(long ikeSpi, List<ConfigurationAttributeType> types) implements IkeEvent {
        public ConfigurationAcknowledged {
            types = List.copyOf(types);
        }
    }

    /**
     * A Child SA was not agreed upon; the IKE SA lives on.
     *
     * @param flow for what we have asked the peer, empty if the peer has asked us
     */
    record ChildSaRefused(long ikeSpi, String profileName, Optional<Flow> flow, CloseReason reason)
            implements IkeEvent {}

    /**
     * We have refused an exchange that the peer began in an established IKE SA, which lives on.
     *
     * @param told what the peer was told
     * @param reason what it was not told: which proposals, selectors or SPIs, on both sides
     */
    record ExchangeRefused(long ikeSpi, Path path, ExchangeType exchange, NotifyType told, CloseReason reason)
            implements IkeEvent {}

    /** A Child SA is gone. */
    record ChildSaClosed(long ikeSpi, ChildSaSnapshot child, CloseReason reason) implements IkeEvent {}

    /** An IKE SA is gone with all its Child SAs, or never came up. */
    record IkeSaClosed(IkeSaSnapshot sa, CloseReason reason) implements IkeEvent {
        @Override
        public long ikeSpi() {
            return sa.localSpi();
        }
    }

    /** A datagram was dropped or refused; {@code ikeSpi} is 0 where it belongs to no IKE SA. */
    record DatagramRefused(long ikeSpi, Path path, String reason) implements IkeEvent {}

    /**
     * A message as it was sent or received, decrypted; only with {@code EngineSettings.traceMessages}.
     *
     * @param retransmission whether the very same message went out before
     * @param datagrams 1, or the number of fragments in which it travelled (RFC 7383)
     */
    record MessageTraced(
            long ikeSpi,
            boolean sent,
            Path path,
            IkeHeader header,
            List<Payload> payloads,
            boolean retransmission,
            int datagrams)
            implements IkeEvent {
        /** One that travelled as a whole. */
        public MessageTraced(
                long ikeSpi,
                boolean sent,
                Path path,
                IkeHeader header,
                List<Payload> payloads,
                boolean retransmission) {
            this(ikeSpi, sent, path, header, payloads, retransmission, 1);
        }
    }
}
