package io.flexike.ike.trace;

import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertReqPayload;
import io.flexike.ike.payload.CpPayload;
import io.flexike.ike.payload.DeletePayload;
import io.flexike.ike.payload.EapPayload;
import io.flexike.ike.payload.IdiPayload;
import io.flexike.ike.payload.IdrPayload;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.payload.SkPayload;
import io.flexike.ike.payload.SkfPayload;
import io.flexike.ike.payload.TsiPayload;
import io.flexike.ike.payload.TsrPayload;
import io.flexike.ike.payload.VendorIdPayload;
import java.util.List;
import java.util.stream.Collectors;

/** Messages in the notation of RFC 7296 1.2, such as {@code HDR, SK {IDi, AUTH, SAi2, TSi, TSr}}. */
public final class MessageNotation {
    private MessageNotation() {}

    /** A message with the payloads that were found inside its SK payload, if it has one. */
    public static String of(IkeHeader header, List<Payload> payloads) {
        if (payloads.isEmpty()) {
            return isProtected(header) ? "HDR, SK {}" : "HDR";
        }
        String list = payloads.stream().map(payload -> of(header, payload)).collect(Collectors.joining(", "));
        return isProtected(header) ? "HDR, SK {" + list + "}" : "HDR, " + list;
    }

    /** A header that was not encoded yet does not say what follows; then the exchange decides. */
    private static boolean isProtected(IkeHeader header) {
        PayloadType next = header.nextPayload();
        return next.equals(PayloadType.SK)
                || next.equals(PayloadType.SKF)
                || next.equals(PayloadType.NONE) && !header.exchange().equals(ExchangeType.IKE_SA_INIT);
    }

    private static String of(IkeHeader header, Payload payload) {
        String side = header.response() ? "r" : "i";
        if (payload instanceof SaPayload) {
            return "SA" + saSuffix(header.exchange(), side);
        } else if (payload instanceof KePayload) {
            return "KE" + side;
        } else if (payload instanceof NoncePayload) {
            return "N" + side;
        } else if (payload instanceof NotifyPayload notify) {
            return "N(" + notify.notifyType() + ")";
        } else if (payload instanceof CpPayload configuration) {
            return "CP(" + configuration.cfgType() + ")";
        } else {
            return fixedName(payload);
        }
    }

    /** RFC 7296 1.2 counts the SA payloads of the first two exchanges; 1.3 leaves them bare. */
    private static String saSuffix(ExchangeType exchange, String side) {
        if (exchange.equals(ExchangeType.IKE_SA_INIT)) {
            return side + "1";
        }
        return exchange.equals(ExchangeType.IKE_AUTH) ? side + "2" : "";
    }

    private static String fixedName(Payload payload) {
        if (payload instanceof IdiPayload) {
            return "IDi";
        } else if (payload instanceof IdrPayload) {
            return "IDr";
        } else if (payload instanceof CertPayload) {
            return "CERT";
        } else if (payload instanceof CertReqPayload) {
            return "CERTREQ";
        } else if (payload instanceof AuthPayload) {
            return "AUTH";
        } else if (payload instanceof TsiPayload) {
            return "TSi";
        } else if (payload instanceof TsrPayload) {
            return "TSr";
        } else if (payload instanceof DeletePayload) {
            return "D";
        } else if (payload instanceof VendorIdPayload) {
            return "V";
        } else if (payload instanceof EapPayload) {
            return "EAP";
        } else if (payload instanceof SkPayload) {
            return "SK {...}";
        } else if (payload instanceof SkfPayload fragment) {
            return "SKF(" + fragment.fragmentNumber() + "/" + fragment.totalFragments() + ") {...}";
        } else {
            return "P(" + payload.type() + ")";
        }
    }
}
