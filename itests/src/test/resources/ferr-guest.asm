; A boot sector whose x87 divides by zero with CR0.NE clear: the error comes back as IRQ 13, and port F0h lets the handler
; use the x87 while it is still there. It says which way each error came, or E and a letter.
; nasm -f bin -o ferr-guest.bin ferr-guest.asm
        bits 16
        org 0x7c00

ERRORS  equ 3000
NE      equ 0x20
ZERO    equ 0x04
SUMMARY equ 0x80
SLAVE   equ 0xa0
IRQ13   equ 0x20                ; of the slave

        cli
        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, 0x7c00
        mov eax, cr0
        and al, ~(NE | 0x0c)    ; no EM, no TS
        mov cr0, eax
        mov word [0x02 * 4], nmi
        mov [0x02 * 4 + 2], ss
        sti
        fninit
        fldcw [unmasked]

        mov bx, 'F'             ; the firmware's own handler passes the first error on to INT 2
        mov di, 1
        call divides
        mov si, firmware
        call say

        mov word [0x75 * 4], irq
        mov [0x75 * 4 + 2], ss
        mov bl, 'I'
        mov di, ERRORS
        call divides
        mov si, interrupts
        call say

        in al, SLAVE + 1        ; nobody takes the interrupt: FWAIT stands until a tick of the timer lets it through
        or al, IRQ13
        out SLAVE + 1, al
        mov word [0x1c * 4], tick
        mov [0x1c * 4 + 2], ss
        mov bl, 'W'
        mov di, 1
        call divides
        cmp byte [ticked], 1
        jne failed
        mov si, waited
        call say

        mov eax, cr0            ; an exception of its own
        or al, NE
        mov cr0, eax
        mov word [0x10 * 4], exception
        mov [0x10 * 4 + 2], ss
        mov bl, 'X'
        mov di, 1
        call divides
        mov si, exceptions
        jmp last

; DI divisions by zero, each of which has to reach a handler once
divides:
        mov word [count], 0
        mov cx, di
.next:  fld1
        fldz
        fdivp
        fwait
        fstp st0
        loop .next
        cmp [count], di
        jne failed
        ret

; For INT 2 and IRQ 13: the x87's error is there, port F0h lets a waiting instruction through, FNCLEX ends it.
irq:    push ax
        mov al, 0x0b            ; in service
        out SLAVE, al
        in al, SLAVE
        test al, IRQ13
        jz failed
        out 0xf0, al
        call handle
        mov al, 0x20
        out SLAVE, al
        out 0x20, al
        pop ax
        iret
nmi:    push ax
        call handle
        pop ax
        iret
exception:
        push ax
        mov al, 0x0a            ; requested
        out SLAVE, al
        in al, SLAVE
        test al, IRQ13
        jnz failed
        fnclex
        inc word [count]
        pop ax
        iret
handle: fnstsw ax
        and al, SUMMARY | ZERO
        cmp al, SUMMARY | ZERO
        jne failed
        fld1
        fstp st0
        fnclex
        inc word [count]
        ret
tick:   push ax
        in al, SLAVE + 1
        and al, ~IRQ13
        out SLAVE + 1, al
        mov byte [cs:ticked], 1
        pop ax
        iret

failed: mov al, 'E'
        mov dx, 0x402
        out dx, al
        mov al, bl
        out dx, al
        jmp off
last:   call say
off:    mov dx, 0x501
        mov al, 21
        out dx, al
        hlt

say:    mov dx, 0x402
.letter:
        lodsb
        test al, al
        jz .end
        out dx, al
        jmp .letter
.end:   ret

unmasked        dw 0x37b
count           dw 0
ticked          db 0
firmware        db 'firmware ', 0
interrupts      db 'interrupts ', 0
waited          db 'waited ', 0
exceptions      db 'exception', 0

        times 510 - ($ - $$) db 0
        dw 0xaa55
