/**
 * The host's ends of byte streams and screens: terminal, file, nothing, and a keyboard made of what is typed on the
 * terminal. Scan codes are those of set 1 (IBM PC/XT Technical Reference), as an 8042 in translating mode shows them.
 */
package backplane.console;
