; A boot sector that draws into the linear frame buffer of a VBE mode, longer and longer after the last time, and touches no
; register of the card meanwhile.
; nasm -f bin -o framebuffer-guest.bin framebuffer-guest.asm
        bits 16
        org 0x7c00

DISPI   equ 0x1ce
POINTS  equ 8
BAR0    equ 0x80001010          ; of the card at 00:02.0

        cli
        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, 0x7c00
        lgdt [pointer]
        mov eax, cr0
        inc ax
        mov cr0, eax
        mov bx, 8
        mov es, bx              ; the limit of 4 GiB stays
        dec ax
        mov cr0, eax
        xor ax, ax
        mov es, ax
        sti

        mov si, mode
        mov cx, 4
.set:   mov dx, DISPI
        lodsw
        out dx, ax
        inc dx
        lodsw
        out dx, ax
        loop .set

        mov eax, BAR0
        mov dx, 0xcf8
        out dx, eax
        mov dl, 0xfc
        in eax, dx
        and al, 0xf0
        mov edi, eax
        mov edx, 1
next:   mov ecx, 1000
.point: mov [es:edi + ecx * 4 - 4], edx
        dec cx
        jnz .point
        mov ecx, edx
.wait:  hlt                     ; 55 ms
        loop .wait
        inc dx
        cmp dx, POINTS
        jbe next

        mov dx, 0x501
        mov al, 21
        out dx, al
        hlt

mode:   dw 1, 320, 2, 200, 3, 32, 4, 0x41
pointer:
        dw 15
        dd table
table:  dq 0, 0x00cf93000000ffff

        times 510 - ($ - $$) db 0
        dw 0xaa55
