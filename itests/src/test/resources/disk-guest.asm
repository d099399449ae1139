; A boot sector that uses its own drive through INT 13h: reads 60 sectors by LBA and sums them, writes them
; elsewhere, reads one sector that is bad and one that is not, and leaves with 21 on port 0x501, or 1 where it went
; wrong after sending a letter to port 0x402. The sum is at offset 0x1f0, filled in by the test.
        bits 16
        org 0x7c00
start:  cli
        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, 0x7c00
        sti
        mov [drive], dl
        mov al, 'a'
        mov bx, read
        mov ah, 0x42
        call disk
        jc fail
        mov al, 'b'
        mov cx, 60 * 256
        mov dx, 0x1000
        mov es, dx
        xor si, si
        xor dx, dx
sum:    es lodsw
        rol dx, 1
        add dx, ax
        loop sum
        mov al, 'c'
        cmp dx, [0x7c00 + 0x1f0]
        jne fail
        mov bx, write
        mov ah, 0x43
        call disk
        mov al, 'd'
        jc fail
        mov bx, bad
        mov ah, 0x42
        call disk
        mov al, 'e'
        jnc fail
        mov bx, good
        mov ah, 0x42
        call disk
        mov al, 'f'
        jc fail
        mov al, 21
        jmp leave
; AH function, BX packet; AL is kept
disk:   push ax
        mov si, bx
        mov dl, [drive]
        mov al, 0
        int 0x13
        pop ax
        ret
fail:   mov dx, 0x402
        out dx, al
        mov al, 1
leave:  mov dx, 0x501
        out dx, al
        cli
        hlt
drive:  db 0
        align 4
read:   dw 16, 60, 0, 0x1000
        dq 100
write:  dw 16, 60, 0, 0x1000
        dq 301
bad:    dw 16, 1, 0, 0x2000
        dq 400
good:   dw 16, 1, 0, 0x2000
        dq 402
        times 0x1f0 - ($ - $$) db 0
        dw 0
        times 510 - ($ - $$) db 0
        dw 0xaa55
