/** Tunnel interfaces: static tunnels (SVTI), virtual templates (DVTI), their addresses and routes. */
package io.flexike.flexvpn.tunnel;
