; The ROM side of Backplane's BIOS: 64 KiB at F000:0000, alias at FFFF0000.
;
; It holds what has to be guest code: the entry points at the IBM addresses, the interrupt handlers that hooks chain
; to, the calls a BIOS makes through a vector, and the loops in which a service waits. All else is Java behind the
; trap instruction 0F 3F iw. Assemble: nasm -f bin -o bios.bin bios.asm; a test compares the result with the image.

        bits    16
        cpu     386
        org     0

; Trap numbers: 00-7F is the first call of that interrupt's service, 80-FF goes on with it after a wait.
%define TRAP_RESET      0x100
%define TRAP_RESUME     0x101
%define TRAP_BOOT       0x102
%define TRAP_BOOT_FAIL  0x103
%define TRAP_SERIAL     0x104
%define TRAP_BIOS32     0x105
%define TRAP_PCI32      0x106
%define TRAP_STRAY_IRQ  0x107
%define TRAP_RTC        0x108
%define TRAP_KEY        0x109
%define TRAP_PNP        0x10a
%define TRAP_PMM        0x10b

%macro  trap 1
        db      0x0f, 0x3f
        dw      %1
%endmacro

; A service: 16 bytes of a fixed shape. Java leaves EIP behind a trap for "done", at +5 to sleep until an interrupt
; and ask again, at +9 to ask again at once.
%macro  service 1
service_%1:
        trap    0x%1                    ; +0
        iret                            ; +4
        sti                             ; +5
        hlt
        jmp     short %%again
        sti                             ; +9
        nop                             ; interrupts are taken after this one
%%again: trap   0x80 + 0x%1             ; +11
        iret                            ; +15
%endmacro

; Fails to assemble when code has grown into an address that IBM fixed.
%macro  address 1
        times   %1 - ($ - $$) db 0xff
%endmacro

        address 0x0000
        db      "Backplane BIOS 1", 0
        address 0x0020
; What Java has to find. The order is Rom's.
        dw      resume, resume_sleep, resume_spin, call_far, print, read_boot_sector, boot, boot_failed
        dw      pnp, serial_console, stray_irq, iret_only, vectors, vectors_end, pci32, return_far
        dw      load_limits
vectors:
%assign i 0
%rep    0x78
    %if i == 0x05
        dw      iret_only
    %elif i == 0x08
        dw      irq0
    %elif i == 0x09
        dw      irq1
    %elif (i >= 0x0a && i <= 0x0f) || i == 0x71 || i == 0x72 || i == 0x73 || i == 0x74 || i == 0x76 || i == 0x77
        dw      stray_irq
    %elif i == 0x10
        dw      0xf065
    %elif i == 0x11
        dw      0xf84d
    %elif i == 0x12
        dw      0xf841
    %elif i == 0x13
        dw      0xe3fe
    %elif i == 0x14
        dw      0xe739
    %elif i == 0x15
        dw      0xf859
    %elif i == 0x16
        dw      0xe82e
    %elif i == 0x17
        dw      0xefd2
    %elif i == 0x18
        dw      boot_failed
    %elif i == 0x19
        dw      0xe6f2
    %elif i == 0x1a
        dw      0xfe6e
    %elif i == 0x1e
        dw      0xefc7
    %elif i == 0x40
        dw      0xec59
    %elif i == 0x70
        dw      irq8
    %elif i == 0x75
        dw      irq13
    %elif i == 0x1d || i == 0x1f || i == 0x41 || i == 0x43 || i == 0x46 || (i >= 0x60 && i <= 0x67)
        dw      0                       ; tables that are not there, vectors for programs: 0000:0000
    %else
        dw      iret_only
    %endif
    %assign i i+1
%endrep
vectors_end:

        align   16
        service 10
        service 11
        service 12
        service 13
        service 14
        service 15
        service 16
        service 17
        service 1a
        service 40

; POST and boot run as a list of steps in Java; between two of them the guest sleeps, spins or runs other code.
        align   16
resume_sleep:
        sti
        hlt
        jmp     short resume
resume_spin:
        sti
        nop
resume: trap    TRAP_RESUME

; Java has pushed the target and, below it, the way back to resume.
call_far:
        sti
        retf

; Prints the text at DS:SI through whoever owns INT 10h.
print:  cld
.next:  lodsb
        test    al, al
        jz      resume
        mov     ah, 0x0e
        mov     bx, 7
        push    ds
        push    si
        int     0x10
        pop     si
        pop     ds
        jmp     short .next

; INT 13h as any program would issue it; Java looks at CF and AH in TRAP_RESUME.
read_boot_sector:
        sti
        int     0x13
        jmp     resume

; Gives DS, ES, FS, GS and SS the limit of the descriptor BX, 8 for 4 GiB or 16 for 64 KiB, and base 0. Option ROMs
; expect the former while they initialise (BIOS Boot Specification: "big real mode"), boot sectors the latter.
load_limits:
        cli
        o32 lgdt [cs:gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     short .protected
.protected:
        mov     ds, bx
        mov     es, bx
        mov     fs, bx
        mov     gs, bx
        mov     ss, bx
        and     al, 0xfe
        mov     cr0, eax
        jmp     short .real
.real:  xor     bx, bx
        mov     ds, bx
        mov     es, bx
        mov     fs, bx
        mov     gs, bx
        mov     ss, bx
        jmp     resume

        align   8
gdt:    dq      0
        dq      0x008f93000000ffff
        dq      0x000093000000ffff
gdtr:   dw      23
        dd      0xf0000 + (gdt - $$)

boot:   trap    TRAP_BOOT
        jmp     resume
boot_failed:
        trap    TRAP_BOOT_FAIL
        jmp     resume

; In front of a VGA BIOS: copies output to COM1; Java then pushes the address of the handler behind.
serial_console:
        trap    TRAP_SERIAL
return_far:
        retf

; ---- hardware interrupts ----
irq0:   push    ds
        push    eax
        push    edx
        push    word 0x40
        pop     ds
        mov     eax, [0x6c]
        inc     eax
        cmp     eax, 0x1800b0           ; ticks in a day
        jb      .same_day
        xor     eax, eax
        inc     byte [0x70]
.same_day:
        mov     [0x6c], eax
        cmp     byte [0x40], 0          ; floppy motor
        je      .hook
        dec     byte [0x40]
.hook:  int     0x1c
        cli
        mov     al, 0x20
        out     0x20, al
        pop     edx
        pop     eax
        pop     ds
        iret

irq1:   push    ax
        in      al, 0x60
        mov     ah, 0x4f                ; keyboard intercept: CF clear swallows the key
        stc
        int     0x15
        jnc     .done
        trap    TRAP_KEY
.done:  cli
        mov     al, 0x20
        out     0x20, al
        pop     ax
        iret

irq8:   trap    TRAP_RTC                ; CF: the alarm has come
        jnc     .done
        sti
        int     0x4a
        cli
.done:  push    ax
        mov     al, 0x20
        out     0xa0, al
        out     0x20, al
        pop     ax
        iret

irq13:  push    ax                      ; coprocessor error: as on the AT, an NMI
        xor     al, al
        out     0xf0, al
        mov     al, 0x20
        out     0xa0, al
        out     0x20, al
        pop     ax
        int     0x02
        iret

stray_irq:
        trap    TRAP_STRAY_IRQ
        iret

iret_only:
        iret

; ---- BIOS32 service directory and 32-bit PCI BIOS: called far in flat protected mode ----
        bits    32
        align   16
bios32: trap    TRAP_BIOS32
        retf
        align   16
pci32:  trap    TRAP_PCI32
        retf
        bits    16
pnp_entry:
        trap    TRAP_PNP
        retf
pmm_entry:
        trap    TRAP_PMM
        retf

; ---- tables ----
%define W(x) (((x) & 0xff) + (((x) >> 8) & 0xff))
        align   16
        db      "_32_"
        dd      0xf0000 + (bios32 - $$)
        db      0, 1
        db      (-('_' + '3' + '2' + '_' + 0x0f + W(bios32 - $$) + 1)) & 0xff
        times   5 db 0

        align   16
pnp:    db      "$PnP", 0x10, 0x21
        dw      0
        db      (-('$' + 'P' + 'n' + 'P' + 0x10 + 0x21 + W(pnp_entry - $$) + 0xf0 + W(pnp_entry - $$) + 0x0f + 0xf0 + 0x0f)) & 0xff
        dd      0                       ; no event flag
        dw      pnp_entry, 0xf000
        dw      pnp_entry
        dd      0xf0000
        dd      0
        dw      0xf000
        dd      0xf0000

        align   16
pmm:    db      "$PMM", 1, 16
        db      (-('$' + 'P' + 'M' + 'M' + 1 + 16 + W(pmm_entry - $$) + 0xf0)) & 0xff
        dw      pmm_entry, 0xf000
        times   5 db 0

; PCI interrupt routing: link = 60h + (device - 1 + pin) mod 4, the PIIX3's PIRQ registers.
%define PIR_SLOTS 31
        align   16
pir:    db      "$PIR"
        dw      0x0100, 32 + PIR_SLOTS * 16
        db      0, 1 << 3               ; router 00:01.0
        dw      0
        dw      0x8086, 0x122e
        dd      0
        times   11 db 0
%assign sum '$' + 'P' + 'I' + 'R' + 1 + W(32 + PIR_SLOTS * 16) + 8 + W(0x8086) + W(0x122e)
%assign d 1
%rep    PIR_SLOTS
    %assign sum sum + (d << 3) + 4 * W(0xdef8) + 0x60 + 0x61 + 0x62 + 0x63 + d
    %assign d d+1
%endrep
        db      (-sum) & 0xff
%assign d 1
%rep    PIR_SLOTS
        db      0, d << 3
    %assign p 0
    %rep    4
        db      0x60 + ((d - 1 + p) & 3)
        dw      0xdef8
        %assign p p+1
    %endrep
        db      d, 0
    %assign d d+1
%endrep

; ---- entry points and tables at the addresses of the IBM PC and AT ----
        address 0xe05b                  ; POST
        cli
        cld
        trap    TRAP_RESET
        jmp     resume

        address 0xe2c3                  ; NMI
        iret

        address 0xe3fe                  ; INT 13h
        jmp     service_13

        address 0xe6f2                  ; INT 19h
        jmp     boot

        address 0xe6f5                  ; configuration table of INT 15h C0h
        dw      8
        db      0xfc, 0, 1
        db      0x74                    ; second PIC, RTC, keyboard intercept, EBDA
        db      0x40                    ; INT 16h AH=09h
        db      0, 0, 0

        address 0xe739                  ; INT 14h
        jmp     service_14

        address 0xe82e                  ; INT 16h
        jmp     service_16

        address 0xe987                  ; INT 09h
        jmp     irq1

        address 0xec59                  ; INT 40h, diskettes
        jmp     service_40

        address 0xef57                  ; INT 0Eh
        jmp     stray_irq

        address 0xefc7                  ; diskette parameters, 1.44 MB
        db      0xaf, 0x02, 0x25, 0x02, 18, 0x1b, 0xff, 0x6c, 0xf6, 0x0f, 0x08

        address 0xefd2                  ; INT 17h
        jmp     service_17

        address 0xf065                  ; INT 10h
        jmp     service_10

        address 0xf841                  ; INT 12h
        jmp     service_12

        address 0xf84d                  ; INT 11h
        jmp     service_11

        address 0xf859                  ; INT 15h
        jmp     service_15

        address 0xfe6e                  ; INT 1Ah
        jmp     service_1a

        address 0xfea5                  ; INT 08h
        jmp     irq0

        address 0xff53
        iret
        jmp     iret_only               ; INT 05h

        address 0xfff0
        jmp     0xf000:0xe05b
        db      "11/22/26"
        db      0, 0xfc, 0
