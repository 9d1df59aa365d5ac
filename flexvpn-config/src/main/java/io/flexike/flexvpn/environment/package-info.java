/** What a gateway stands on: network devices, ports, randomness. */
package io.flexike.flexvpn.environment;
