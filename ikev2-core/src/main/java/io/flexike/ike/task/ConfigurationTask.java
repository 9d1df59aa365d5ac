package io.flexike.ike.task;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationType;
import io.flexike.ike.payload.CpPayload;
import io.flexike.ike.payload.Payload;
import java.util.List;
import java.util.Optional;

/** CFG_REQUEST and CFG_REPLY in IKE_AUTH (RFC 7296 2.19, 3.15). */
public final class ConfigurationTask extends Task {
    private List<ConfigurationAttribute> own;
    private Optional<List<ConfigurationAttribute>> received = Optional.empty();

    /** @param own what we ask for as initiator, none for no CP payload */
    public ConfigurationTask(List<ConfigurationAttribute> own) {
        this.own = own;
    }

    /** What the peer sent: its wishes on a responder, what it assigned on an initiator. */
    public Optional<List<ConfigurationAttribute>> received() {
        return received;
    }

    /** Responder: what to answer; it is sent only if the peer asked. */
    public void reply(List<ConfigurationAttribute> attributes) {
        own = attributes;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        if (!own.isEmpty()) {
            request.add(new CpPayload(ConfigurationType.REQUEST, own));
        }
    }

    @Override
    public void processRequest(ReceivedPayloads request) throws IkeProtocolException {
        received = attributes(request, ConfigurationType.REQUEST);
    }

    @Override
    public void buildResponse(List<Payload> response) {
        // RFC 7296 2.19: a reply answers a request; it never comes unasked.
        if (received.isPresent()) {
            response.add(new CpPayload(ConfigurationType.REPLY, own));
        }
    }

    @Override
    public void processResponse(ReceivedPayloads response) throws IkeProtocolException {
        if (!own.isEmpty()) {
            received = attributes(response, ConfigurationType.REPLY);
        }
    }

    private static Optional<List<ConfigurationAttribute>> attributes(ReceivedPayloads message, ConfigurationType type)
            throws IkeProtocolException {
        return message.optional(CpPayload.class)
                .filter(payload -> payload.cfgType().equals(type))
                .map(CpPayload::attributes);
    }
}
