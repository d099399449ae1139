/**
 * MMX, SSE and SSE2 by their results: functions of register halves, float and double arithmetic with MXCSR, conversions.
 * Nothing here knows of memory or instructions.
 */
package backplane.cpu.x86.simd;
