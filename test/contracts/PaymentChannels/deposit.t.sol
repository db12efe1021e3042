// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract DepositTest is ChannelsTest {
    function setUp() public override {
        super.setUp();
        token.mint(OWNER, 10_000_000);
        vm.prank(OWNER);
        token.approve(address(channels), type(uint256).max);
        vm.recordLogs();
    }

    function _deposit(address to, address owner, uint96 amount) private {
        vm.prank(OWNER);
        channels.deposit(to, owner, amount);
    }

    function test_refusesAZeroPayer() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAddress.selector));
        _deposit(address(0), OWNER, 1);
    }

    function test_refusesAZeroOwner() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAddress.selector));
        _deposit(payer.at, address(0), 1);
    }

    function test_refusesAZeroAmount() public {
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.ZeroAmount.selector));
        _deposit(payer.at, OWNER, 0);
    }

    function test_leavesEverythingWhenTheTokenRefuses() public {
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(channels), 0, 5)
        );
        vm.prank(STRANGER);
        channels.deposit(payer.at, OWNER, 5);
        (uint96 available, address owner) = channels.accountOf(payer.at);
        vm.assertEq(available, 0, "available");
        vm.assertEq(owner, address(0), "owner");
    }

    function test_creditsTheAmountAndSetsTheOwner() public {
        _deposit(payer.at, OWNER, 4_000_000);
        (uint96 available, address owner) = channels.accountOf(payer.at);
        vm.assertEq(available, 4_000_000, "available");
        vm.assertEq(owner, OWNER, "owner");
    }

    function test_takesTheMoneyFromTheCallerAndNobodyElse() public {
        // The payer allowed the contract everything; a deposit by another must not touch that.
        token.mint(payer.at, 7_000_000);
        vm.prank(payer.at);
        token.approve(address(channels), type(uint256).max);
        _deposit(payer.at, OWNER, 4_000_000);
        vm.assertEq(token.balanceOf(OWNER), 6_000_000, "caller");
        vm.assertEq(token.balanceOf(payer.at), 7_000_000, "payer");
        vm.assertEq(token.balanceOf(address(channels)), 4_000_000, "contract");
    }

    function test_writesOneEventForANewAccount() public {
        _deposit(payer.at, OWNER, 4_000_000);
        _assertOnlyEvent(IPaymentChannels.Deposited.selector, payer.at, OWNER, abi.encode(4_000_000, 0));
    }

    function test_refusesAnotherOwner() public {
        _deposit(payer.at, OWNER, 1);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.WrongOwner.selector, payer.at, OWNER, STRANGER));
        _deposit(payer.at, STRANGER, 1);
    }

    function test_addsToWhatIsAvailable() public {
        _deposit(payer.at, OWNER, 1_000_000);
        _events();
        _deposit(payer.at, OWNER, 2_000_000);
        vm.assertEq(_state().available, 3_000_000, "available");
        _assertOnlyEvent(IPaymentChannels.Deposited.selector, payer.at, OWNER, abi.encode(2_000_000, 0));
    }

    function test_takesMoneyFromAnybody() public {
        _deposit(payer.at, OWNER, 1_000_000);
        token.mint(STRANGER, 5);
        vm.startPrank(STRANGER);
        token.approve(address(channels), 5);
        channels.deposit(payer.at, OWNER, 5);
        vm.stopPrank();
        (uint96 available, address owner) = channels.accountOf(payer.at);
        vm.assertEq(available, 1_000_005, "available");
        vm.assertEq(owner, OWNER, "owner");
    }

    function test_refusesToOverflow() public {
        token.mint(OWNER, type(uint96).max);
        _deposit(payer.at, OWNER, type(uint96).max);
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        _deposit(payer.at, OWNER, 1);
        vm.assertEq(_state().available, type(uint96).max, "available");
    }

    function testFuzz_keepsTheContractSolvent(uint96 first, uint96 second) public {
        first = first / 2 + 1;
        second = second / 2;
        token.mint(OWNER, uint256(first) + second);
        _deposit(payer.at, OWNER, first);
        if (second > 0) _deposit(payer.at, OWNER, second);
        vm.assertEq(_state().available, first + second, "available");
        vm.assertEq(token.balanceOf(address(channels)), uint256(first) + second, "balance");
    }
}
