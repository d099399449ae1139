/** Which processors there are, and what each of them can do. */
package backplane.cpu.x86.model;
