/** Pools of inner addresses, and who holds which address of them. */
package io.flexike.flexvpn.pool;
