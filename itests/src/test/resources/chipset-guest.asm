; A boot sector that uses timer, clock, keyboard and reset the way an operating system's loader does.
; It talks on COM1 and expects Enter at the end of what is typed.
; nasm -f bin -o chipset-guest.bin chipset-guest.asm
        bits 16
        org 0x7c00
CMOS_MARK equ 0x40

        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, 0x7c00
        sti
        mov al, CMOS_MARK
        out 0x70, al
        in al, 0x71
        cmp al, 0x5a
        je again

        mov si, ticks
        call print
        mov cx, 5                       ; five changes of the BIOS tick count, halted in between
tick:   mov eax, [0x46c]
.wait:  hlt
        cmp eax, [0x46c]
        je .wait
        loop tick

        mov si, wait_
        call print
        mov ah, 0x86                    ; 50 ms by the clock chip's periodic interrupt
        xor cx, cx
        mov dx, 50000
        int 0x15
        jc failed

        mov si, time
        call print
        mov ah, 2
        int 0x1a
        jc failed
        mov al, ch
        call hex
        mov al, cl
        call hex

        mov si, keys
        call print
key:    xor ah, ah
        int 0x16
        cmp al, 13
        je done
        call put
        jmp key

done:   mov al, CMOS_MARK
        out 0x70, al
        mov al, 0x5a
        out 0x71, al
        mov si, reset
        call print
        mov al, 0xfe                    ; the keyboard controller resets the processor
        out 0x64, al
        cli
        hlt

again:  mov si, back
        call print
        mov al, 21                      ; status 43
        jmp leave_
failed: mov al, 1
leave_: mov dx, 0x501
        out dx, al
        hlt

hex:    push ax
        shr al, 4
        call digit
        pop ax
digit:  and al, 15
        add al, '0'
        jmp put
print:  lodsb
        test al, al
        jz return
        call put
        jmp print
put:    push dx
        push ax
        mov dx, 0x3fd
.full:  in al, dx
        test al, 0x20
        jz .full
        pop ax
        mov dx, 0x3f8
        out dx, al
        pop dx
return: ret

ticks:  db "ticks", 0
wait_:  db " wait", 0
time:   db " time ", 0
keys:   db " keys ", 0
reset:  db " reset", 0
back:   db " back", 0
        times 510 - ($ - $$) db 0
        dw 0xaa55
