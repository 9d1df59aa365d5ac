/** Views over IP and ESP packets that stand in plain arrays. */
package io.flexike.esp.packet;
