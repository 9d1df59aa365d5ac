package io.flexike.ike.error;

import io.flexike.crypto.transform.SecurityProtocol;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The peer's fault, with the Notify payload that would tell it so. Whether it is told, ignored or the IKE SA ends is
 * decided by the engine, because that depends on whether the message was authentic (RFC 7296 2.21).
 */
public abstract sealed class IkeProtocolException extends Exception
        permits AuthenticationFailedException,
                ChildSaNotFoundException,
                FailedCpRequiredException,
                InternalAddressFailureException,
                InvalidKePayloadException,
                InvalidMajorVersionException,
                InvalidMessageIdException,
                InvalidSelectorsException,
                InvalidSyntaxException,
                NoAdditionalSasException,
                NoProposalChosenException,
                NotAuthenticException,
                SinglePairRequiredException,
                StateNotFoundException,
                TemporaryFailureException,
                TsMaxQueueException,
                TsUnacceptableException,
                UnexpectedNatException,
                UnsupportedCriticalPayloadException {
    private static final long serialVersionUID = 1L;

    private transient @Nullable Grounds grounds;

    /** The message is a sentence that says what was wrong and where, without secrets. */
    IkeProtocolException(String message) {
        super(message);
    }

    /** With what the message is made of. */
    IkeProtocolException(Grounds grounds) {
        super(grounds.sentence());
        this.grounds = grounds;
    }

    /** What the fault was found by, where that is known as data. */
    public Optional<Grounds> grounds() {
        return Optional.ofNullable(grounds);
    }

    /** The type of the Notify payload that reports this fault. */
    public abstract NotifyType notifyType();

    /** The notification data of that payload, a new array; empty unless the type defines some. */
    public byte[] notifyData() {
        return new byte[0];
    }

    /** The protocol of the SA that the fault concerns; {@link SecurityProtocol#NONE} when there is no SPI. */
    public SecurityProtocol notifyProtocol() {
        return SecurityProtocol.NONE;
    }

    /** The SPI of the SA that the fault concerns, a new array; empty when it concerns the IKE SA or none. */
    public byte[] notifySpi() {
        return new byte[0];
    }
}
