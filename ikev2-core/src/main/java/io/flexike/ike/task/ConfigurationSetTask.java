package io.flexike.ike.task;

import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.payload.ConfigurationType;
import io.flexike.ike.payload.CpPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.IkeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** CFG_SET and CFG_ACK of an established IKE SA (RFC 7296 3.15). */
public final class ConfigurationSetTask extends Task {
    private final IkeSa sa;
    private final List<ConfigurationAttribute> own;
    private Optional<List<ConfigurationAttribute>> accepted = Optional.empty();

    /** @param own what the peer is to set, none for who answers */
    public ConfigurationSetTask(IkeSa sa, List<ConfigurationAttribute> own) {
        this.sa = sa;
        this.own = own;
    }

    @Override
    public void buildRequest(List<Payload> request) {
        request.add(new CpPayload(ConfigurationType.SET, own));
    }

    @Override
    public void processRequest(ReceivedPayloads request) throws InvalidSyntaxException {
        Set<ConfigurationAttributeType> allowed =
                sa.requiredProfile().ikePolicy().acceptedConfiguration();
        Optional<CpPayload> set = payload(request, ConfigurationType.SET);
        // RFC 7296 3.15: who has no use for CFG_SET may ignore it.
        if (set.isPresent() && !allowed.isEmpty()) {
            List<ConfigurationAttribute> taken = set.get().attributes().stream()
                    .filter(attribute -> allowed.contains(attribute.type()) && hasMeaning(attribute))
                    .toList();
            accepted = Optional.of(taken);
            if (!taken.isEmpty()) {
                sa.effects().event(new IkeEvent.ConfigurationSet(sa.newest().localSpi(), taken));
            }
        }
    }

    /** A subnet whose mask has holes or whose prefix is too long is none. */
    private static boolean hasMeaning(ConfigurationAttribute attribute) {
        boolean subnet = attribute.type().equals(ConfigurationAttributeType.INTERNAL_IP4_SUBNET)
                || attribute.type().equals(ConfigurationAttributeType.INTERNAL_IP6_SUBNET);
        return !subnet || attribute.isEmpty() || attribute.subnet().isPresent();
    }

    @Override
    public void buildResponse(List<Payload> response) {
        // RFC 7296 3.15: what was accepted without its value, and nothing else.
        accepted.ifPresent(taken -> response.add(new CpPayload(
                ConfigurationType.ACK,
                taken.stream()
                        .map(ConfigurationAttribute::type)
                        .map(ConfigurationAttribute::empty)
                        .toList())));
    }

    /** RFC 7296 3.15: a response without CFG_ACK says that nothing was accepted. */
    @Override
    public void processResponse(ReceivedPayloads response) throws InvalidSyntaxException {
        List<ConfigurationAttributeType> types = new ArrayList<>();
        for (ConfigurationAttribute taken : payload(response, ConfigurationType.ACK)
                .map(CpPayload::attributes)
                .orElse(List.of())) {
            boolean sent = own.stream().anyMatch(each -> each.type().equals(taken.type()));
            if (sent && !types.contains(taken.type())) {
                types.add(taken.type());
            }
        }
        sa.effects().event(new IkeEvent.ConfigurationAcknowledged(sa.newest().localSpi(), types));
    }

    private static Optional<CpPayload> payload(ReceivedPayloads message, ConfigurationType type)
            throws InvalidSyntaxException {
        return message.optional(CpPayload.class)
                .filter(payload -> payload.cfgType().equals(type));
    }
}
